/** Publishers whose images the platform runs, as registry and first part of the path. */
export const PUBLISHERS: readonly string[] = [
  "docker.elastic.co",
  "docker.io/grafana",
  "docker.io/hashicorp",
  "docker.io/library",
  "docker.io/nginx",
  "docker.io/nginxinc",
  "docker.io/rook",
  "docker.io/velero",
  "ghcr.io/controlplaneio-fluxcd",
  "ghcr.io/external-secrets",
  "ghcr.io/fluent",
  "ghcr.io/fluxcd",
  "ghcr.io/headlamp-k8s",
  "ghcr.io/opencost",
  "icr.io/ibm-finops",
  "icr.io/kubecost",
  "mirror.gcr.io/aquasec",
  "public.ecr.aws/csi-components",
  "public.ecr.aws/ebs-csi-driver",
  "public.ecr.aws/eks",
  "public.ecr.aws/karpenter",
  "quay.io/ceph",
  "quay.io/cephcsi",
  "quay.io/jetstack",
  "quay.io/kiwigrid",
  "quay.io/oauth2-proxy",
  "quay.io/openbao",
  "quay.io/prometheus",
  "quay.io/prometheus-operator",
  "reg.kyverno.io/kyverno",
  "registry.istio.io",
  "registry.k8s.io",
];

/** Registry and path of an image, without tag and digest, and with what Docker lets one leave out. */
export function repositoryOf(image: string): string {
  const [untagged = ""] = image.split("@");
  const path = untagged.replace(/:[^/:]*$/, "");
  const [first = "", ...rest] = path.split("/");
  if (rest.length === 0) return `docker.io/library/${path}`;
  return /[.:]/.test(first) || first === "localhost" ? path : `docker.io/${path}`;
}

/** Whether the image stands in one of the registries, or below one of the paths in them. */
export function isWithin(image: string, registries: readonly string[]): boolean {
  const repository = repositoryOf(image);
  return image !== "" && registries.some((registry) => repository.startsWith(`${registry.replace(/\/+$/, "")}/`));
}
