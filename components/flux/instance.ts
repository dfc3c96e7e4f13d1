import { preferSystemNodes } from "../lib/scheduling";
import { nobody } from "./names";

/** Controllers of Flux by what they are for. Helm's is left out: what nobody uses needs no rights. */
const always = ["source-controller", "kustomize-controller", "notification-controller"] as const;
const forImages = ["image-reflector-controller", "image-automation-controller"] as const;

export type Controller = (typeof always)[number] | (typeof forImages)[number];

export function controllersOf({ images }: { images: boolean }): Controller[] {
  return images ? [...always, ...forImages] : [...always];
}

/**
 * `spec` of the FluxInstance. The operator holds the manifests of this version itself, with the digests of its images.
 * Locked down for tenants: nothing refers to another namespace, kustomizations fetch nothing from elsewhere, and what
 * names no account gets one that has no rights.
 */
export function instanceSpec({ version, images }: { version: string; images: boolean }) {
  return {
    distribution: { version, registry: "ghcr.io/fluxcd" },
    components: controllersOf({ images }),
    cluster: {
      type: "kubernetes",
      size: "medium",
      multitenant: true,
      tenantDefaultServiceAccount: nobody,
      // Flux's own policies let its pods reach every address; the platform's do not.
      networkPolicy: false,
      domain: "cluster.local",
    },
    kustomize: { patches: controllersOf({ images }).map(podPatch) },
  };
}

/** Labels by which the platform's policies know its pods, and the nodes that these prefer. */
function podPatch(name: Controller) {
  const labels = "/spec/template/metadata/labels";
  const operations = [
    { op: "add", path: `${labels}/app.kubernetes.io~1name`, value: name },
    { op: "add", path: "/spec/template/spec/tolerations", value: preferSystemNodes.tolerations },
  ];
  return { target: { kind: "Deployment", name }, patch: JSON.stringify(operations) };
}
