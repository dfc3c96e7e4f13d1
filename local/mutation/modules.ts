import { readFileSync } from "node:fs";
import Module from "node:module";
import { sep } from "node:path";

import { ModuleKind, ScriptTarget, transpileModule } from "typescript";

/** The modules of a folder that are loaded in this process, and which of them load which. */
export class Modules {
  private readonly transpiled = new Map<string, string>();

  constructor(private readonly folder: string) {}

  /** Makes `require`, and `import()` of the folder's modules, load TypeScript so that it can be forgotten again. */
  register(): void {
    const { _extensions: loaders } = Module as unknown as { _extensions: NodeJS.RequireExtensions };
    const others = loaders[".ts"];
    loaders[".ts"] = (module, file) => {
      if (!file.startsWith(this.folder + sep)) others?.(module, file);
      else (module as unknown as { _compile(code: string, file: string): void })._compile(this.transpile(file), file);
    };
  }

  private transpile(file: string): string {
    const known = this.transpiled.get(file);
    if (known !== undefined) return known;
    const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true };
    const { outputText } = transpileModule(readFileSync(file, "utf8"), { compilerOptions });
    this.transpiled.set(file, outputText);
    return outputText;
  }

  /** The modules that load it themselves. */
  loaders(file: string): Set<string> {
    return new Set(this.loadedBy().get(file));
  }

  /** The module and all that load it, directly or not. */
  dependents(file: string): Set<string> {
    const loadedBy = this.loadedBy();
    const found = new Set([file]);
    for (const id of found) for (const parent of loadedBy.get(id) ?? []) found.add(parent);
    return found;
  }

  private loadedBy(): Map<string, string[]> {
    const loadedBy = new Map<string, string[]>();
    for (const [parent, module] of this.own()) {
      for (const { id } of module.children) loadedBy.set(id, [...(loadedBy.get(id) ?? []), parent]);
    }
    return loadedBy;
  }

  /** What is required next is loaded anew. */
  forget(files: ReadonlySet<string>): void {
    for (const file of files) Reflect.deleteProperty(require.cache, file);
    for (const [, module] of this.own()) module.children = module.children.filter(({ id }) => !files.has(id));
  }

  private own(): [string, NodeJS.Module][] {
    return Object.entries(require.cache).filter(
      (entry): entry is [string, NodeJS.Module] =>
        entry[1] !== undefined &&
        entry[0].startsWith(this.folder + sep) &&
        !entry[0].includes(`${sep}node_modules${sep}`),
    );
  }
}
