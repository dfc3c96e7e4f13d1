import type { Settings } from "../settings";

/** Whom the policies of the API server judge, and by which parameters. */
export interface AdmissionPlan {
  stack: string;
  environments: string[];
  mode: "enforce" | "warn";
  /** Teams that are only warned. */
  onboarding: string[];
  /** Paths in registries where images of teams come from, besides those of the platform's charts. */
  registries: string[];
}

/** Undefined where only plans are judged. */
export function admissionPlan(stack: string, settings: Settings): AdmissionPlan | undefined {
  const { admission, environments } = settings;
  if (admission.kind === "none") return undefined;
  return {
    stack,
    environments: environments.map(({ name }) => name),
    mode: admission.kind,
    onboarding: admission.kind === "enforce" ? admission.onboarding : [],
    registries: registriesOf(settings),
  };
}

/** GitLab's registry, below the teams' groups, and where images are that the configuration names. */
function registriesOf({ gitlab, teams }: Settings): string[] {
  const named = teams.flatMap(({ images, previews }) => [
    ...images.map(({ image }) => image),
    ...(previews ? [previews.image] : []),
  ]);
  const paths = named.map((image) => image.slice(0, image.lastIndexOf("/")));
  if (gitlab.kind === "none") return [...new Set(paths)].sort();
  const group = `registry.${new URL(gitlab.baseUrl).hostname}/${gitlab.group}`;
  // Registries write paths in lower case.
  return [...new Set([...paths, ...teams.map(({ name }) => `${group}/${name}`.toLowerCase())])].sort();
}
