import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { parseDocument } from "yaml";
import { ENVIRONMENTS } from "../../policies/lib/environment";
import { formats, type Format } from "../../report/formats";
import type { Judgement } from "../../report/formats/judgement";
import { isObject } from "../engine/inspect";
import type { Finding } from "../engine/types";
import { UserError } from "../lib/errors";
import { judge } from "./judge";
import { located } from "./locate";
import { readManifests } from "./manifests";
import { choose, environmentNamed, packs, type PackConfig } from "./rules";
import { readSources, readText, type Source } from "./source";
import { isState, readState } from "./state";
import type { Subject } from "./subject";

const names = Object.keys(formats).join(", ");

const usage = `usage: npm run policies -- PATH... [options]
       npm run policies -- corpus DIR   (see: npm run policies -- corpus --help)

Judges rendered manifests (files, folders, "-" for standard input), or a stack that pulumi stack export wrote, with the
policy packs. Needs no account, cluster or network. Rules about what a platform puts around workloads judge manifests only
with --around or --whole; which were not applied is said.

  --environment E       dev, staging or production (default: that of the state's stack, else production)
  --namespace N         where objects go that name no namespace
  --around PATH         what else is in their cluster: manifests or a state; it is not judged; may be given again
  --whole               nothing else is in their cluster
  --only RULE           only this rule; may be given again
  --disable RULE        not this rule; may be given again
  --config FILE         levels and properties of rules, as for pulumi preview --policy-pack-config
  --waivers FILE        accepted exceptions, as in policies/waivers.yaml (default: none)
  --format F            what to print: ${names} (default: text)
  --report F=FILE       writes a format to a file too; may be given again
  --help

Exit status: 0 clean, 1 a mandatory finding, 2 bad usage or input, or a pack that failed.
`;

/** The command with its arguments. @returns the exit status */
export async function judgeFiles(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      environment: { type: "string" },
      namespace: { type: "string" },
      around: { type: "string", multiple: true, default: [] },
      whole: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      disable: { type: "string", multiple: true, default: [] },
      config: { type: "string" },
      waivers: { type: "string" },
      format: { type: "string", default: "text" },
      report: { type: "string", multiple: true, default: [] },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  if (positionals.length === 0) {
    throw new UserError("the command must have what is judged; write for example npm run policies -- manifests.yaml");
  }
  // npm calls scripts in the project's folder, and says where it was called itself.
  const base = process.env["INIT_CWD"] ?? process.cwd();
  const print = formatNamed(values.format, "--format");
  const reports = values.report.map((given) => reportOf(given, base));
  const waivers = values.waivers === undefined ? undefined : fileOf(values.waivers, base);

  const given = values.environment === undefined ? undefined : environmentNamed(values.environment);
  const { stack, subjects, encrypted, program } = read(positionals, base, given ?? "production", values.namespace);
  const environment = given ?? ENVIRONMENTS.find((name) => name === stack) ?? "production";
  const around = values.around.flatMap((path) => read([path], base, stack).subjects);
  const own = new Set(subjects.map(({ goal }) => goal.urn));
  const extent = program ? "program" : values.whole || values.around.length > 0 ? "cluster" : "alone";
  const { only, disable } = values;
  const applied = choose({ environment, extent, only, disable, config: readConfig(values.config, base) });
  const { elsewhere, errors, ...said } = await judge({
    stack,
    environment,
    subjects,
    // What surrounds them may hold an older copy of them.
    around: around.filter(({ goal }) => !own.has(goal.urn)),
    config: applied.config,
    ...(waivers === undefined ? {} : { waivers }),
    onLine: (line) => process.stderr.write(`${line}\n`),
  });

  const left = new Map(applied.left.map(({ rule, reason }) => [rule, reason]));
  const findings = said.findings.filter((finding) => !ofIdleWaiver(finding, left));
  const judgement: Judgement = {
    environment,
    resources: subjects.length,
    rules: Object.entries(packs).flatMap(([pack, rules]) =>
      rules.map(({ name, title, description, severity, remedy, group, references }) => {
        const reason = errors.length > 0 ? "a policy pack failed" : left.get(name);
        const tags = [group, ...references];
        return { pack, name, title, description, severity, remedy, tags, ...(reason ? { left: reason } : {}) };
      }),
    ),
    findings: located(findings, subjects, waivers),
    errors,
  };
  process.stdout.write(print(judgement));
  for (const { format, path } of reports) writeFileSync(path, format(judgement));
  if (encrypted > 0) {
    note(`encrypted values, which the rules cannot know: ${encrypted}; pulumi stack export --show-secrets shows them`);
  }
  if (elsewhere > 0) note(`findings about what is around, which are left out: ${elsewhere}`);
  return errors.length > 0 ? 2 : findings.some(({ level }) => level === "mandatory") ? 1 : 0;
}

interface Read {
  stack: string;
  subjects: Subject[];
  encrypted: number;
  /** Whether a Pulumi program made them. */
  program: boolean;
}

/** @param stack Name of the stack that manifests count to. */
function read(paths: readonly string[], base: string, stack: string, namespace?: string): Read {
  const sources = readSources(paths, base, stdin);
  const state = sources.find(isState);
  if (state === undefined) {
    return { stack, subjects: readManifests(sources, stack, namespace), encrypted: 0, program: false };
  }
  const other = sources.find((source: Source) => source !== state);
  if (other)
    throw new UserError(`${state.file} must be judged alone, since it is a state, got ${other.file} too; call twice`);
  if (namespace !== undefined) {
    throw new UserError(`--namespace must not be set for ${state.file}, which is a state; leave it out`);
  }
  return { ...readState(state), program: true };
}

function stdin(): string {
  if (process.stdin.isTTY)
    throw new UserError('"-" must come through a pipe, got a terminal; write for example kustomize build DIR | …');
  return readFileSync(0, "utf8");
}

function readConfig(file: string | undefined, base: string): PackConfig {
  if (file === undefined) return {};
  const document = parseDocument(readText(file, base, "--config"));
  const [error] = document.errors;
  const value: unknown = error ? undefined : document.toJS();
  if (isObject(value)) return value;
  throw new UserError(`--config must be a file with a map of rules to levels or properties, got ${file}; correct it`);
}

function fileOf(given: string, base: string): string {
  const path = resolve(base, given);
  if (existsSync(path)) return path;
  throw new UserError(`--waivers must be the path of a file, got "${given}"; correct the path`);
}

function reportOf(given: string, base: string): { format: Format; path: string } {
  const [, name, file] = /^([^=]*)=(.+)$/.exec(given) ?? [];
  if (name === undefined || file === undefined) {
    throw new UserError(`--report must be a format and a file, got "${given}"; write for example sarif=policies.sarif`);
  }
  const path = resolve(base, file);
  if (!existsSync(dirname(path))) {
    throw new UserError(`--report must name a file in a folder that exists, got "${file}"; make the folder first`);
  }
  return { format: formatNamed(name, "--report"), path };
}

function formatNamed(name: string, option: string): Format {
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (format) return format;
  throw new UserError(`${option} must be one of ${names}, got "${name}"; write one of these`);
}

/** Whether the finding says that a waiver is not needed, of a rule that judged nothing. */
function ofIdleWaiver({ policy, message }: Finding, left: ReadonlyMap<string, string>): boolean {
  const [, rule = ""] = /^the waiver of (\S+) for .* matches no finding /.exec(message) ?? [];
  return policy === "waivers-valid" && left.has(rule);
}

function note(text: string): void {
  process.stderr.write(`note: ${text}\n`);
}
