import { dirname, join } from "node:path";
import * as ts from "typescript";

/** Where the SDK that is made from Terraform's provider has the arguments of a kind: `file#interface`. */
const kinds: Record<string, string> = {
  aws_iam_openid_connect_provider: "iam/openIdConnectProvider#OpenIdConnectProviderArgs",
  aws_iam_role: "iam/role#RoleArgs",
  aws_iam_role_policy: "iam/rolePolicy#RolePolicyArgs",
  aws_iam_role_policy_attachment: "iam/rolePolicyAttachment#RolePolicyAttachmentArgs",
  aws_iam_service_linked_role: "iam/serviceLinkedRole#ServiceLinkedRoleArgs",
  aws_kms_alias: "kms/alias#AliasArgs",
  aws_kms_key: "kms/key#KeyArgs",
  aws_s3_bucket: "s3/bucket#BucketArgs",
  aws_s3_bucket_lifecycle_configuration: "s3/bucketLifecycleConfiguration#BucketLifecycleConfigurationArgs",
  aws_s3_bucket_ownership_controls: "s3/bucketOwnershipControls#BucketOwnershipControlsArgs",
  aws_s3_bucket_policy: "s3/bucketPolicy#BucketPolicyArgs",
  aws_s3_bucket_public_access_block: "s3/bucketPublicAccessBlock#BucketPublicAccessBlockArgs",
  aws_s3_bucket_server_side_encryption_configuration:
    "s3/bucketServerSideEncryptionConfiguration#BucketServerSideEncryptionConfigurationArgs",
  aws_s3_bucket_versioning: "s3/bucketVersioning#BucketVersioningArgs",
};

/** Of every resource of Terraform, whatever its kind. */
const meta = ["count", "depends_on", "for_each", "lifecycle", "provider"];

export interface Block {
  kind: string;
  /** For messages. */
  name: string;
  body: Record<string, unknown>;
}

/** Arguments that the provider does not know, and those that it asks for and does not get. */
export function wrongArguments(blocks: Block[]): string[] {
  const sdk = dirname(require.resolve("@pulumi/aws/package.json"));
  const source = join(sdk, "terraform-arguments.ts");
  const used = [...new Set(blocks.map(({ kind }) => kind))];
  const unknown = used.filter((kind) => !(kind in kinds));
  if (unknown.length > 0) return unknown.map((kind) => `${kind}: no arguments are known of this kind`);
  const text = used
    .map((kind) => {
      const [file = "", name = ""] = kinds[kind]!.split("#");
      return `export type ${kind} = import("./${file}").${name};`;
    })
    .join("\n");
  const options: ts.CompilerOptions = { noEmit: true, strict: true, skipLibCheck: true, types: [] };
  const host = ts.createCompilerHost(options);
  const disk = ts.createCompilerHost(options);
  host.fileExists = (path) => path === source || disk.fileExists(path);
  host.readFile = (path) => (path === source ? text : disk.readFile(path));
  host.getSourceFile = (path, ...rest) =>
    path === source ? ts.createSourceFile(path, text, ts.ScriptTarget.ES2022) : disk.getSourceFile(path, ...rest);
  const program = ts.createProgram([source], options, host);
  const checker = program.getTypeChecker();
  const types = new Map(
    program
      .getSourceFile(source)!
      .statements.filter(ts.isTypeAliasDeclaration)
      .map((alias) => [alias.name.text, checker.getTypeAtLocation(alias)]),
  );
  return blocks.flatMap(({ kind, name, body }) => problems(checker, types.get(kind)!, body, `${kind}.${name}`));
}

function problems(checker: ts.TypeChecker, type: ts.Type, body: Record<string, unknown>, at: string): string[] {
  const shapes = shapesOf(checker, type);
  const properties = new Map(
    shapes.flatMap((shape) => checker.getPropertiesOfType(shape).map((property) => [property.name, property])),
  );
  if (properties.size === 0) return [`${at}: the SDK has no arguments here`];
  const given = Object.keys(body).filter((name) => !meta.includes(name));
  const found = new Map(given.map((name) => [name, namesOf(name).find((each) => properties.has(each))]));
  const missing = [...properties.values()].filter(
    (property) => !(property.flags & ts.SymbolFlags.Optional) && ![...found.values()].includes(property.name),
  );
  return [
    ...missing.map(({ name }) => `${at}: ${name} is missing`),
    ...given.flatMap((name) => {
      const property = properties.get(found.get(name) ?? "");
      if (!property) return [`${at}.${name} does not exist`];
      const inner = [body[name]].flat().filter((value) => typeof value === "object" && value !== null);
      const innerType = checker.getTypeOfSymbol(property);
      return inner.flatMap((value) => problems(checker, innerType, value as Record<string, unknown>, `${at}.${name}`));
    }),
  ];
}

/** The SDK writes names in camel case, and those of lists in the plural. */
function namesOf(name: string): string[] {
  const camel = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return [camel, `${camel}s`, camel.replace(/y$/, "ies")];
}

/** The plain objects that an input may be, without promises, outputs and lists around them. */
function shapesOf(checker: ts.TypeChecker, type: ts.Type): ts.Type[] {
  if (type.isUnion()) return type.types.flatMap((each) => shapesOf(checker, each));
  if (checker.isArrayType(type))
    return checker.getTypeArguments(type as ts.TypeReference).flatMap((each) => shapesOf(checker, each));
  if (type.isIntersection() || !(type.flags & ts.TypeFlags.Object)) return [];
  return ["Promise", "OutputInstance"].includes(type.symbol.name) ? [] : [type];
}
