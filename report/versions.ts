import type { ChartPin } from "../components/lib/chart-pin";
import { charts, kubernetesVersion } from "../src/versions";
import { stated } from "./objects";
import type { Plan } from "./plan";
import { daysBetween } from "./waivers";

/** Something of a version that the stack runs. */
export interface VersionLine {
  name: string;
  version: string;
  /** Version of the software inside. */
  application: string;
  /** Last day of upstream's support, YYYY-MM-DD. @default absent - nobody announced one */
  supportEnds?: string;
  /** Negative when support has ended. */
  daysLeft?: number;
  note: string;
}

/** Kubernetes and the charts of a plan; what ends first before the others. */
export function versionLines({ resources }: Pick<Plan, "resources">, today: string): VersionLine[] {
  const pins = new Map<string, ChartPin>(
    Object.values(charts).map((pin: ChartPin) => [`${pin.name} ${pin.version}`, pin]),
  );
  const lines = resources
    .filter(({ type }) => type === "kubernetes:helm.sh/v4:Chart")
    .map(({ props }): VersionLine => {
      const { chart, version } = props as { chart?: unknown; version?: unknown };
      const name = stated(chart).split("/").at(-1)!;
      const pin = pins.get(`${name} ${stated(version)}`);
      const ends = pin?.supportEnds;
      return {
        name,
        version: stated(version),
        application: pin?.appVersion ?? "",
        ...(ends ? { supportEnds: ends, daysLeft: daysBetween(today, ends) } : {}),
        note: pin?.note ?? "",
      };
    });
  const once = [...new Map(lines.map((line) => [`${line.name} ${line.version}`, line])).values()];
  return [
    { name: "Kubernetes", version: kubernetesVersion, application: kubernetesVersion, note: "" },
    ...once.sort((a, b) => (a.daysLeft ?? Infinity) - (b.daysLeft ?? Infinity) || a.name.localeCompare(b.name)),
  ];
}
