import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownPacks } from "../lib/project";
import { growth, type Growth } from "./growth";
import { emptyProgram, figure, median, npmRun, planned, sampled, type Figure } from "./measure";

/** What a section needs and where it leaves its results. */
export interface Bench {
  /** Runs of each figure, of which the median counts. */
  samples: number;
  /** Seconds of an empty program on the same engine. */
  emptySeconds: number;
  figures: Figure[];
  growth: Growth[];
  step: (message: string) => void;
}

/** Teams with which the dev stack has some 400 and 4,000 objects: 30 objects a team, beside those of the platform. */
const few = 1;
const many = 120;

/** Every section by its name; bars are those of the design. */
export const sections: Record<string, (bench: Bench) => Promise<void>> = {
  async plan({ samples, emptySeconds, figures, step }) {
    step("plan of production");
    const plan = await sampled(samples, () => planned("production"));
    figures.push(
      figure({ name: "plan of production, all packs", value: median(plan), unit: "s", samples: plan, bar: 8 }),
      figure({ name: "the same against an empty program", value: median(plan) / emptySeconds, unit: "times", bar: 3 }),
    );
  },

  async packs({ samples, emptySeconds, figures, step }) {
    step("an empty program with all packs");
    const starts = await emptyProgram(samples, ownPacks());
    const starting = median(starts) - emptySeconds;
    step(`plan with ${few} teams`);
    const less = await growth(few, emptySeconds, samples);
    step(`plan with ${many} teams`);
    const more = await growth(many, emptySeconds, samples);
    // What packs cost however little there is to judge would make any growth look small.
    const perObject = ({ packSeconds, objects }: Growth) => (packSeconds - starting) / objects;
    figures.push(
      figure({ name: "start of all packs", value: starting, unit: "s" }),
      figure({
        name: `packs at ${more.objects} objects`,
        value: more.packMillisecondsPerObject,
        unit: "ms/object",
        bar: 5,
      }),
      figure({ name: `packs at ${less.objects} objects`, value: less.packMillisecondsPerObject, unit: "ms/object" }),
      ...[more, less].flatMap(({ objects, packCpuMillisecondsPerObject: value }) =>
        value === undefined ? [] : [figure({ name: `CPU of packs at ${objects} objects`, value, unit: "ms/object" })],
      ),
      figure({
        name: `packs at ${more.objects} objects against ${less.objects}, without their start`,
        value: perObject(more) / perObject(less),
        unit: "times",
        bar: 1.2,
      }),
    );
  },

  async teams({ emptySeconds, growth: points, step }) {
    for (const count of [1, 10, 100]) {
      step(`plan with ${count} teams`);
      points.push(await growth(count, emptySeconds));
    }
  },

  async test({ figures, step }) {
    step("npm test");
    const samples = await sampled(1, () => npmRun(["test"]));
    figures.push(figure({ name: "npm test", value: median(samples), unit: "s", samples, bar: 90 }));
  },

  async local({ samples: count, figures, step }) {
    step("npm run local, everything built");
    await npmRun(["local"]);
    const samples = [];
    for (let i = 0; i < count; i++) {
      await npmRun(["local", "--", "down"]);
      samples.push(...(await sampled(1, () => npmRun(["local"]))));
    }
    await npmRun(["local", "--", "down"]);
    const name = "npm run local, everything built, to verified";
    figures.push(figure({ name, value: median(samples), unit: "s", samples, bar: 40 }));
  },

  async cold({ figures, step }) {
    step("npm run local, nothing built");
    const cache = mkdtempSync(join(tmpdir(), "platform-cold-"));
    const env = { PLATFORM_CACHE: cache, GOCACHE: join(cache, "go") };
    await npmRun(["local", "--", "down"]);
    const samples = await sampled(1, () => npmRun(["local"], env));
    await npmRun(["local", "--", "down"]);
    rmSync(cache, { recursive: true });
    const note = "Go modules already downloaded";
    figures.push(
      figure({
        name: "npm run local, everything to build",
        value: median(samples),
        unit: "s",
        samples,
        bar: 720,
        note,
      }),
    );
  },
};
