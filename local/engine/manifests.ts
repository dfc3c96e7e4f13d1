import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseAllDocuments } from "yaml";
import { messageOf } from "../lib/errors";
import type { ConstructContext } from "./construct";
import type { Goal } from "./goal";
import { isObject, plainProperties, visitSecrets } from "./inspect";
import { type Objects, textInput, unknownReason } from "./objects";
import type { Manifest } from "./types";
import type { Properties } from "./values";

/** Objects of a `kubernetes:yaml/v2:ConfigGroup` or `ConfigFile`: `yaml`, `objs`, and files of the program's folder. */
export function readManifests(goal: Goal, context: ConstructContext): Promise<{ objects?: Objects }> {
  const reason = unknownReason(goal);
  if (reason !== undefined) {
    context.session.log("warning", `"${goal.name}" is not read: ${reason}`, goal.urn);
    return Promise.resolve({});
  }
  const inputs = plainProperties(goal.inputs);
  const secrets: string[] = [];
  visitSecrets(goal.inputs, (text) => secrets.push(text));
  return Promise.resolve({
    objects: {
      manifests: [
        ...filesOf(inputs).flatMap((file) => parse(readText(goal.name, context.directory, file), file)),
        ...parse(textInput(goal, "yaml") ?? "", `yaml of "${goal.name}"`),
        ...((inputs["objs"] ?? []) as Manifest[]),
      ],
      prefix: textInput(goal, "resourcePrefix") ?? goal.name,
      namespace: context.namespace,
      skipAwait: inputs["skipAwait"] === true,
      secrets,
    },
  });
}

function filesOf({ files, file }: Properties): string[] {
  return [files, file].flat().filter((name): name is string => typeof name === "string");
}

function readText(component: string, directory: string, file: string): string {
  if (/^[a-z]+:\/\/|[*?[]/.test(file)) {
    throw new Error(
      `files of "${component}" must be paths of single files for this engine, got "${file}"; name each file`,
    );
  }
  try {
    return readFileSync(resolve(directory, file), "utf8");
  } catch (error) {
    throw new Error(
      `files of "${component}" must be readable, got "${file}": ${(error as NodeJS.ErrnoException).code}`,
    );
  }
}

function parse(text: string, source: string): Manifest[] {
  try {
    const documents = parseAllDocuments(text, { merge: true });
    const values =
      "empty" in documents ? [] : documents.map((document) => document.toJS({ maxAliasCount: -1 }) as unknown);
    const [error] = "empty" in documents ? [] : documents.flatMap(({ errors }) => errors);
    if (error) throw error;
    return values.filter(isObject).filter((value) => Object.keys(value).length > 0);
  } catch (error) {
    throw new Error(`${source} must be valid YAML, got: ${messageOf(error)}`);
  }
}
