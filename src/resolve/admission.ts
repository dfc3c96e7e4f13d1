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
export function admissionPlan(stack: string, { admission, environments, teams }: Settings): AdmissionPlan | undefined {
  if (admission.kind === "none") return undefined;
  const images = teams.flatMap(({ images: own, previews }) => [
    ...own.map(({ image }) => image),
    ...(previews ? [previews.image] : []),
  ]);
  return {
    stack,
    environments: environments.map(({ name }) => name),
    mode: admission.kind,
    onboarding: admission.kind === "enforce" ? admission.onboarding : [],
    registries: [...new Set(images.map((image) => image.slice(0, image.lastIndexOf("/"))))].sort(),
  };
}
