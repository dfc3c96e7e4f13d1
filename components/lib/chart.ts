import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ChartLock } from "./chart-lock";
import type { ChartPin } from "./chart-pin";
import { chartReference } from "./chart-source";
import { chartTransform } from "./chart-transform";
import { mergeValues, type HelmValues } from "./chart-values";
import type { ImageDigests } from "./images";
import type { Monitors } from "./monitors";

/** What all charts of a stack have in common; the program makes it once and hands it to every component. */
export interface ChartSettings {
  /** `platform:charts.source`: oci or https prefix, or folder. @default each chart's own repository */
  source?: string;
  /** Digests from `npm run charts -- pull`. @default none - images are deployed by tag */
  lock?: ChartLock;
  /** `platform:cluster.await`. False where no cloud makes claims, Ingresses and load balancers ready. @default true */
  await?: boolean;
  /** Kinds of the Prometheus operator: charts make monitors, and wait for these. @default none - nobody would read them */
  monitors?: Monitors;
}

export interface ChartArgs {
  pin: ChartPin;
  namespace: pulumi.Input<string>;
  /** What the component sets. */
  values: HelmValues;
  /** The operator's own values: merged deeply and last, so they win. @default none */
  extraValues?: HelmValues;
  settings: ChartSettings;
  /** Release name, from which charts derive the names of their objects. @default the resource's name */
  releaseName?: string;
  /** Leaves out the chart's `crds/` folder, where something else installs them. @default false */
  skipCrds?: boolean;
  /** Waits for none of the chart's objects, where something later makes them ready, such as unsealing. @default false */
  skipAwait?: boolean;
  /** Most seconds to wait for one workload. @default the provider's limit - 600 */
  timeoutSeconds?: number;
}

/**
 * The one way to a Helm chart. Its objects are resources of their own, judged by the policy packs; hooks are dropped.
 * @throws pulumi.RunError when the source does not have the pinned version
 */
export function chart(name: string, args: ChartArgs, opts: pulumi.ComponentResourceOptions = {}): k8s.helm.v4.Chart {
  const { pin, settings } = args;
  const transform = chartTransform({
    chart: name,
    await: settings.await,
    timeoutSeconds: args.timeoutSeconds,
    digests: settings.lock && lockedImages(settings.lock, pin),
  });
  return new k8s.helm.v4.Chart(
    name,
    {
      ...chartReference(pin, settings.source),
      // Given even though it is the provider's default: nothing else tells a renderer the release's name.
      name: args.releaseName ?? name,
      namespace: args.namespace,
      values: mergeValues(args.values, args.extraValues ?? {}),
      skipCrds: args.skipCrds,
      skipAwait: args.skipAwait,
    },
    pulumi.mergeOptions(opts, { dependsOn: settings.monitors?.ready ?? [], transforms: transform && [transform] }),
  );
}

/** Digests of another version would be of other images: those of the pinned one are then deployed by tag and reported. */
function lockedImages(lock: ChartLock, pin: ChartPin): ImageDigests {
  const locked = lock.charts[pin.name];
  return locked?.version === pin.version ? locked.images : {};
}
