import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ChartPin } from "../../components/lib/chart-pin";
import { charts, eksAddOns, fluxVersion, images, kubernetesVersion, supportEnds } from "../../src/versions";
import { crdModules, pins as tools, type GoPin, type Pin as ToolPin } from "../toolchain/pins";

/** Who tells which versions there are. */
export type Source =
  | { from: "chart"; chart: Pick<ChartPin, "name" | "repository"> }
  | { from: "image"; image: string }
  | { from: "go"; module: string }
  | { from: "python"; distribution: string }
  /** Nobody who can be asked without an account. */
  | { from: "nobody"; why: string };

/** A version that this repository names. */
export interface Pin {
  kind: "kubernetes" | "chart" | "image" | "add-on" | "tool" | "definitions";
  name: string;
  version: string;
  source: Source;
  /** Last day of upstream support, `YYYY-MM-DD`. @default not announced */
  supportEnds?: string;
}

/** Every pin, but for npm's packages, which `npm outdated` knows. */
export function allPins(): Pin[] {
  return [
    {
      kind: "kubernetes",
      name: "kubernetes",
      version: kubernetesVersion,
      source: { from: "go", module: "k8s.io/kubernetes" },
      ...supportOf("kubernetes"),
    },
    { kind: "kubernetes", name: "flux", version: fluxVersion, source: { from: "go", module: FLUX } },
    ...Object.values<ChartPin>(charts).map((chart): Pin => {
      const { name, version, supportEnds: ends } = chart;
      return { kind: "chart", name, version, source: { from: "chart", chart }, ...(ends ? { supportEnds: ends } : {}) };
    }),
    ...imagePins(images, ""),
    ...Object.entries(eksAddOns).map(([name, version]): Pin => {
      const why = `aws eks describe-addon-versions --addon-name ${name} --kubernetes-version ${kubernetesVersion} tells, with an account`;
      return { kind: "add-on", name, version, source: { from: "nobody", why } };
    }),
    ...Object.entries<ToolPin>(tools).map(([name, pin]) => toolPin(name, pin)),
    ...crdModules.map(({ module, version }): Pin => ({
      kind: "definitions",
      name: module,
      version,
      source: { from: "go", module },
    })),
  ];
}

const FLUX = "github.com/fluxcd/flux2/v2";

type Images = { readonly [name: string]: string | Images };

function imagePins(all: Images, path: string): Pin[] {
  return Object.entries(all).flatMap(([key, image]) => {
    const name = path === "" ? key : `${path}.${key}`;
    if (typeof image !== "string") return imagePins(image, name);
    const version = image.slice(image.lastIndexOf(":") + 1);
    return [{ kind: "image" as const, name, version, source: { from: "image" as const, image }, ...supportOf(name) }];
  });
}

function supportOf(name: string): Pick<Pin, "supportEnds"> {
  const ends = supportEnds[name];
  return ends === undefined ? {} : { supportEnds: ends };
}

function toolPin(name: string, pin: ToolPin): Pin {
  if (pin.from === "wheel") {
    const { version, distribution } = pin;
    return { kind: "tool", name, version, source: { from: "python", distribution } };
  }
  const version = pin.moduleVersion ?? pin.version;
  const module = moduleOf(pin);
  const why = "it is built from this repository's own source";
  return { kind: "tool", name, version, source: module ? { from: "go", module } : { from: "nobody", why } };
}

/** The module that carries the command, as the tool's go.mod requires it; that of the same version for our own source. */
function moduleOf({ module, command, version }: GoPin): string | undefined {
  const text = readFileSync(join(__dirname, "../toolchain", module, "go.mod"), "utf8");
  const required = [...text.matchAll(/^(?:require)?\s+(\S+\.\S+) (v\S+)(.*)$/gm)];
  const carrying = required
    .map(([, path = ""]) => path)
    .filter((path) => command === path || command.startsWith(`${path}/`))
    .sort((a, b) => b.length - a.length)[0];
  return (
    carrying ?? required.find(([, , has, comment]) => has === `v${version}` && !comment?.includes("indirect"))?.[1]
  );
}
