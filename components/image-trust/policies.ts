import { governedNamespaces } from "./scope";

/** Who signs the images of one project. */
export type Signer = { trustRoot?: TrustRoot } & (
  | {
      /** A pipeline, without a key: Fulcio's certificate says which. */
      kind: "pipeline";
      /** Who vouches for the pipeline. */
      issuer: string;
      /** The one pipeline: its configuration, in its project, on its branch. */
      subject: string;
    }
  | {
      kind: "key";
      /** Public key in PEM. */
      key: string;
      /** Whether the signature must stand in the log. */
      transparencyLog: boolean;
    }
);

/** A Sigstore of one's own. @default the public one */
export interface TrustRoot {
  /** Address of its TUF repository. */
  mirror: string;
  /** Its first root.json, in base64. */
  root: string;
}

/** Images of one team, and who must have signed them. */
export interface TeamTrust {
  team: string;
  /** Whether other images are refused, or admitted and reported. */
  mode: "enforce" | "warn";
  /** Registry and path below which all of the team's images lie. */
  path: string;
  projects: {
    name: string;
    /** Registry and path of the project's images. */
    path: string;
    /** One of them is enough. */
    signers: Signer[];
  }[];
}

/** Name of a team's policy. */
export function policyName(team: string): string {
  return `images-of-${team}`;
}

const workloads = [
  { apiGroups: [""], resources: ["pods"], operations: ["CREATE", "UPDATE"] },
  // Debug containers are added to a pod that runs.
  { apiGroups: [""], resources: ["pods/ephemeralcontainers"], operations: ["UPDATE"] },
  { apiGroups: ["apps"], resources: ["deployments", "statefulsets", "daemonsets"], operations: ["CREATE", "UPDATE"] },
  { apiGroups: ["batch"], resources: ["jobs", "cronjobs"], operations: ["CREATE", "UPDATE"] },
];

/**
 * Spec of the ImageValidatingPolicy of one team. An image below the team's path must be of one of its projects, be named
 * by digest, and be signed by that very project's signer: no team signs for another, and no project for its neighbour.
 * It holds wherever the image runs, in namespaces of other teams too.
 * @see https://kyverno.io/docs/policy-types/image-validating-policy/
 */
export function imagePolicySpec({ team, mode, path, projects }: TeamTrust, credentials?: string) {
  const names = projects.map(({ name }) => name).join(", ");
  return {
    evaluation: { admission: { enabled: true }, background: { enabled: false } },
    validationActions: [mode === "enforce" ? "Deny" : "Warn"],
    // Who only tries out must not be stopped by an engine that does not answer.
    failurePolicy: mode === "enforce" ? "Fail" : "Ignore",
    webhookConfiguration: { timeoutSeconds: 15 },
    matchConstraints: {
      namespaceSelector: governedNamespaces,
      resourceRules: workloads.map((rule) => ({ ...rule, apiVersions: ["v1"] })),
    },
    matchConditions: [{ name: "images-are-new", expression: imagesAreNew }],
    matchImageReferences: [{ glob: `${path}/*` }],
    validationConfigurations: { mutateDigest: false, verifyDigest: true, required: true },
    ...(credentials === undefined ? {} : { credentials: { secrets: [credentials] } }),
    attestors: projects.flatMap((project) =>
      project.signers.map((signer, i) => ({ name: attestor(project.name, i), cosign: cosign(signer) })),
    ),
    validations: [
      {
        expression: `${allImages}.all(image, ${startsWithOneOf(projects.flatMap((project) => starts(project.path)))})`,
        message: `images below ${path} must be of a project of team ${team}: ${names}`,
      },
      ...projects.map((project) => ({
        expression: signed(project),
        message: `images of ${project.path} must be signed by ${signerOf(project.signers)}; see docs/image-trust.md`,
      })),
    ],
  };
}

const allImages = "(images.containers + images.initContainers + images.ephemeralContainers)";

function attestor(project: string, i: number): string {
  return `${project}-${i + 1}`;
}

/** A name alone would be the beginning of a neighbour's. */
function starts(path: string): string[] {
  return ["@", ":", "/"].map((end) => path + end);
}

function startsWithOneOf(beginnings: string[]): string {
  return `[${beginnings.map(quoted).join(", ")}].exists(start, image.startsWith(start))`;
}

function signed({ name, path, signers }: TeamTrust["projects"][number]): string {
  const own = `${allImages}.filter(image, ${startsWithOneOf(starts(path))})`;
  const attestors = signers.map((_, i) => `attestors[${quoted(attestor(name, i))}]`).join(", ");
  return `${own}.all(image, verifyImageSignatures(image, [${attestors}]) > 0)`;
}

function signerOf([signer]: Signer[]): string {
  return signer?.kind === "pipeline" ? signer.subject : "a key of its team";
}

function cosign({ trustRoot, ...signer }: Signer) {
  return {
    ...(signer.kind === "pipeline"
      ? { keyless: { identities: [{ issuer: signer.issuer, subject: signer.subject }] } }
      : { key: { data: signer.key } }),
    ...(signer.kind === "key" && !signer.transparencyLog ? { ctlog: { insecureIgnoreTlog: true } } : {}),
    ...(trustRoot ? { tuf: { mirror: trustRoot.mirror, root: { data: trustRoot.root } } } : {}),
  };
}

/** What configuration names holds no quotes. */
function quoted(text: string): string {
  return `'${text}'`;
}

/**
 * Whether images are new to an object: a pod that runs must still lose its finalizers, and a Deployment be scaled, when
 * the registry cannot be reached.
 */
const imagesAreNew = `request.operation == 'CREATE' || ${imagesOf("object")} != ${imagesOf("oldObject")}`;

function imagesOf(object: string): string {
  const pod = `(${object}.kind == 'Pod' ? ${object}.spec : ${object}.kind == 'CronJob' ? ${object}.spec.jobTemplate.spec.template.spec : ${object}.spec.template.spec)`;
  const lists = ["containers", "initContainers", "ephemeralContainers"].map(
    (list) => `(has(${pod}.${list}) ? ${pod}.${list}.map(each, each.image) : [])`,
  );
  return `(${lists.join(" + ")})`;
}
