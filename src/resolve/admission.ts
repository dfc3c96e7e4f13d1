import type { Settings } from "../settings";
import { teamRegistries } from "./image-trust";

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

/** Where teams' pipelines push, where images are that the configuration names, and what image trust adds. */
function registriesOf(settings: Settings): string[] {
  const named = settings.teams.flatMap(({ images, previews }) => [
    ...images.map(({ image }) => image),
    ...(previews ? [previews.image] : []),
  ]);
  const paths = named.map((image) => image.slice(0, image.lastIndexOf("/")));
  return [...new Set([...paths, ...teamRegistries(settings), ...settings.imageTrust.registries])].sort();
}
