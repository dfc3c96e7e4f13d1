import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as yaml from "yaml";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readChartLock } from "../../../../components/lib/chart-lock";
import type { ChartPin } from "../../../../components/lib/chart-pin";
import { readChart } from "../../../../local/charts/contents";
import { pullCharts, type PullOptions } from "../../../../local/charts/pull";
import type { ChartUse } from "../../../../local/charts/uses";
import { UNKNOWN } from "../../../../local/engine/types";
import {
  chartRepository,
  digestOf,
  ociRegistry,
  packChart,
  type ServedArchive,
  type Server,
} from "../../../support/chart-servers";

const imageDigest = digestOf("an image");
const servers: Server[] = [];
let folder: string;
let directory: string;
let helm: string;
let lines: string[];

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "pull-"));
  directory = path.join(folder, "vendor/charts");
  helm = path.join(folder, "helm");
  lines = [];
  // Renders one Deployment with the image that the values name.
  const script = `#!${process.execPath}
    const { image = "", fail } = JSON.parse(require("fs").readFileSync(0, "utf8"));
    if (fail) { console.error("Error: " + fail); process.exit(1); }
    const containers = image ? [{ name: "main", image }] : [];
    console.log(JSON.stringify({ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "x" }, spec: { template: { spec: { containers } } } }));`;
  fs.writeFileSync(helm, script, { mode: 0o755 });
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  fs.rmSync(folder, { recursive: true });
});

async function archive(name: string, version: string, files: Record<string, string> = {}): Promise<ServedArchive> {
  const chart = `apiVersion: v2\nname: ${name}\nversion: ${version}\nappVersion: "9"\n`;
  const source = fs.mkdtempSync(path.join(folder, "source-"));
  const packed = await packChart(name, { "Chart.yaml": chart, "templates/x.yaml": "", ...files }, source);
  return { name, version, archive: packed };
}

async function serving<T extends Server>(server: Promise<T>): Promise<T> {
  servers.push(await server);
  return await server;
}

function pinOf({ name, version }: ServedArchive, repository: string): ChartPin {
  return { name, version, repository, appVersion: "1", licence: "Apache-2.0" };
}

async function pull(
  pins: ChartPin[],
  uses: Partial<ChartUse>[] = [],
  options: Partial<PullOptions> = {},
): Promise<void> {
  lines = [];
  await pullCharts({
    pins,
    images: [],
    directory,
    kubernetesVersion: "1.35",
    helm,
    uses: () =>
      Promise.resolve(
        uses.map((use) => ({ component: "X", stack: "dev", chart: "a", version: "1.0.0", values: {}, ...use })),
      ),
    log: (line) => lines.push(line),
    retryDelayMs: 1,
    ...options,
  });
}

const stored = () => fs.readdirSync(directory).sort();
const lock = () => readChartLock(directory);

describe("pullCharts", () => {
  it("stores charts from repositories and registries, then locks them and their images", async () => {
    const [a, b] = [await archive("a", "1.0.0"), await archive("b", "v2.0.0+build")];
    const repository = await serving(chartRepository([a]));
    const registry = await serving(
      ociRegistry([b], { "team/app:1": imageDigest, "team/own:2": digestOf("own") }, "token"),
    );
    const pins = [pinOf(a, `http://${repository.host}`), pinOf(b, `oci://${registry.host}/charts`)];
    const image = `${registry.host}/team/app:1`;
    const own = `${registry.host}/team/own:2`;

    await pull(pins, [{ values: { image } }, { values: { image, role: UNKNOWN } }], { images: [own, image] });

    expect(stored()).toEqual(["a-1.0.0.tgz", "b-v2.0.0+build.tgz", "charts.lock.yaml"]);
    expect(fs.readFileSync(path.join(directory, "a-1.0.0.tgz")).equals(a.archive)).toBe(true);
    const [digestA, digestB] = [digestOf(a.archive), digestOf(b.archive)];
    expect(lock()).toEqual({
      charts: {
        a: {
          version: "1.0.0",
          repository: pins[0]!.repository,
          upstream: digestA,
          stored: digestA,
          images: { [image]: imageDigest },
        },
        b: { version: "v2.0.0+build", repository: pins[1]!.repository, upstream: digestB, stored: digestB, images: {} },
      },
      images: { [own]: digestOf("own"), [image]: imageDigest },
    });
    expect(lines.filter((line) => !line.includes("stored,"))).toEqual([
      "looking up images",
      `2 charts and 2 images are locked in ${directory}`,
    ]);
  });

  it("downloads nothing that is already there, and writes the same lock", async () => {
    const a = await archive("a", "1.0.0");
    const repository = await serving(chartRepository([a]));
    const pins = [pinOf(a, `http://${repository.host}`)];
    await pull(pins);
    const before = fs.readFileSync(path.join(directory, "charts.lock.yaml"), "utf8");
    repository.requests.length = 0;

    await pull(pins);
    expect(repository.requests).toEqual([]);
    expect(lines[0]).toBe("a 1.0.0: already there");
    expect(fs.readFileSync(path.join(directory, "charts.lock.yaml"), "utf8")).toBe(before);
  });

  it("replaces an archive that is not what the lock says", async () => {
    const a = await archive("a", "1.0.0");
    const repository = await serving(chartRepository([a]));
    const pins = [pinOf(a, `http://${repository.host}`)];
    await pull(pins);
    fs.writeFileSync(path.join(directory, "a-1.0.0.tgz"), "half");

    await pull(pins);
    expect(fs.readFileSync(path.join(directory, "a-1.0.0.tgz")).equals(a.archive)).toBe(true);
  });

  it("keeps a locked image digest when the tag has moved", async () => {
    const a = await archive("a", "1.0.0");
    const images = { "app:1": imageDigest };
    const registry = await serving(ociRegistry([a], images));
    const pins = [pinOf(a, `oci://${registry.host}/charts`)];
    const uses = [{ values: { image: `${registry.host}/app:1` } }];
    await pull(pins, uses);
    images["app:1"] = digestOf("another image");
    await pull(pins, uses);
    expect(lock()?.charts["a"]?.images).toEqual({ [`${registry.host}/app:1`]: imageDigest });
  });

  it("leaves out a values schema that refers to another host, with the same bytes each time", async () => {
    const far = JSON.stringify({ properties: { a: { $ref: "https://schemas.example/a.json" } } });
    const near = JSON.stringify({ $schema: "https://json-schema.org/draft-07/schema", $defs: {}, $ref: "#/$defs" });
    const a = await archive("a", "1.0.0", { "values.schema.json": far, "charts/x/values.schema.json": near });
    const repository = await serving(chartRepository([a]));
    await pull([pinOf(a, `http://${repository.host}`)]);
    const { upstream, stored } = lock()!.charts["a"]!;
    const file = path.join(directory, "a-1.0.0.tgz");
    expect(upstream).toBe(digestOf(a.archive));
    expect(stored).toBe(digestOf(fs.readFileSync(file)));
    expect(stored).not.toBe(upstream);
    expect(await readChart(file)).toMatchObject({ name: "a", schema: undefined });

    fs.rmSync(directory, { recursive: true });
    await pull([pinOf(a, `http://${repository.host}`)]);
    expect(lock()!.charts["a"]!.stored).toBe(stored);
  });

  it("asks for the stacks' values only when all charts are stored", async () => {
    const a = await archive("a", "1.0.0");
    const repository = await serving(chartRepository([a]));
    let there: string[] = [];
    const uses = () => {
      there = stored().filter((name) => name.endsWith(".tgz"));
      return Promise.resolve([]);
    };
    await pull([pinOf(a, `http://${repository.host}`)], [], { uses });
    expect(there).toEqual(["a-1.0.0.tgz"]);
  });

  it("reads images out of the values file when the chart cannot be rendered, and says so", async () => {
    const values =
      "image: {repository: HOST/app, tag: ''}\nother: {image: {registry: HOST, repository: gone, tag: 2}}\n";
    const a = await archive("a", "1.0.0");
    const registry = await serving(ociRegistry([a], { "app:9": imageDigest }));
    const b = await archive("b", "1.0.0", { "values.yaml": values.replaceAll("HOST", registry.host) });
    const repository = await serving(chartRepository([b]));

    await pull([pinOf(b, `http://${repository.host}`)], [{ chart: "b", values: { fail: "no" } }]);
    expect(lock()?.charts["b"]?.images).toEqual({ [`${registry.host}/app:9`]: imageDigest });
    expect(lines.filter((line) => line.startsWith("note"))).toEqual([
      "note: b 1.0.0: images are those of its values file only, because no",
      `note: b 1.0.0: left out of the lock: image ${registry.host}/gone:2 must be in its registry, got none of that name; correct its tag in the chart's values`,
    ]);
  });

  it("notes archives that are no longer pinned", async () => {
    const a = await archive("a", "1.0.0");
    const repository = await serving(chartRepository([a]));
    fs.mkdirSync(directory, { recursive: true });
    fs.writeFileSync(path.join(directory, "a-0.9.0.tgz"), "");
    await pull([pinOf(a, `http://${repository.host}`)]);
    expect(lines).toContain("note: a-0.9.0.tgz is not pinned any more; delete it");
  });

  it("tries again when a server is busy or a connection breaks", async () => {
    const a = await archive("a", "1.0.0");
    const registry = await serving(ociRegistry([a]));
    registry.disturb("manifests", 503, 429);
    registry.disturb("blobs", "break", 502);
    await pull([pinOf(a, `oci://${registry.host}/charts`)]);
    expect(stored()).toContain("a-1.0.0.tgz");
  });

  it("goes on after an interruption without a second download", async () => {
    const [a, b] = [await archive("a", "1.0.0"), await archive("b", "1.0.0")];
    const repository = await serving(chartRepository([a, b]));
    const pins = [a, b].map((chart) => pinOf(chart, `http://${repository.host}`));
    const controller = new AbortController();
    const log = (line: string) => line.startsWith("a 1.0.0: stored") && controller.abort(new Error("interrupted"));
    await expect(pull(pins, [], { log, signal: controller.signal, parallel: 1 })).rejects.toThrow("interrupted");
    expect(stored()).toEqual(["a-1.0.0.tgz", "charts.lock.partial.yaml"]);
    expect(lock()).toBeUndefined();

    repository.requests.length = 0;
    await pull(pins);
    expect(repository.requests).toEqual(["GET /index.yaml", "GET /archives/b-1.0.0.tgz"]);
    expect(stored()).toEqual(["a-1.0.0.tgz", "b-1.0.0.tgz", "charts.lock.yaml"]);
  });

  it("removes what a killed pull left unfinished, but not the work of one that runs", async () => {
    const a = await archive("a", "1.0.0");
    const repository = await serving(chartRepository([a]));
    for (const pid of [2 ** 30, process.ppid])
      fs.mkdirSync(path.join(directory, `.pull-${pid}-x`), { recursive: true });
    await pull([pinOf(a, `http://${repository.host}`)]);
    expect(stored().filter((name) => name.startsWith("."))).toEqual([`.pull-${process.ppid}-x`]);
  });

  describe("fails when", () => {
    const failure = async (pins: ChartPin[], uses: Partial<ChartUse>[] = [], options: Partial<PullOptions> = {}) => {
      const error = await pull(pins, uses, options).then(
        () => new Error("it did not fail"),
        (reason: unknown) => reason as Error,
      );
      expect(fs.existsSync(path.join(directory, "charts.lock.yaml"))).toBe(false);
      return error.message;
    };
    const incomplete = "the pull is not complete; what is stored is kept:\n  ";

    it("a repository lacks the version, naming the nearest", async () => {
      const charts = await Promise.all(["1.1.0", "1.2.0", "0.9.0", "7.0.0"].map((version) => archive("a", version)));
      const [repository, registry] = [await serving(chartRepository(charts)), await serving(ociRegistry(charts))];
      const gone = { ...charts[0]!, version: "1.1.3" };
      for (const from of [`http://${repository.host}`, `oci://${registry.host}/charts`]) {
        expect(await failure([pinOf(gone, from)])).toBe(
          `${incomplete}${from} must have a 1.1.3, got 1.1.0, 1.2.0, 0.9.0; correct the pin in src/versions.ts`,
        );
      }
    });

    it("a repository lacks the chart", async () => {
      const a = await archive("a", "1.0.0");
      const [repository, registry] = [await serving(chartRepository([])), await serving(ociRegistry([]))];
      for (const from of [`http://${repository.host}`, `oci://${registry.host}/charts`]) {
        expect(await failure([pinOf(a, from)])).toContain(`${from} must have a 1.0.0, got no version of it;`);
      }
    });

    it("an archive is not what its digest says, and stores the others", async () => {
      const [a, b] = [{ ...(await archive("a", "1.0.0")), digest: digestOf("else") }, await archive("b", "1.0.0")];
      const [repository, registry] = [await serving(chartRepository([a, b])), await serving(ociRegistry([a]))];
      for (const from of [`http://${repository.host}`, `oci://${registry.host}/charts`]) {
        expect(await failure([pinOf(a, from), pinOf(b, `http://${repository.host}`)])).toBe(
          `${incomplete}a 1.0.0 from ${from} must have digest ${digestOf("else")}, got ${digestOf(a.archive)}; run the command again, and if this stays, do not use it`,
        );
        expect(stored()).toEqual(["b-1.0.0.tgz", "charts.lock.partial.yaml"]);
      }
    });

    it.each([
      [
        "is corrupt",
        () => Promise.resolve(Buffer.from("not an archive")),
        "as a Helm chart, got an archive that is none",
      ],
      [
        "is cut short",
        async () => (await archive("a", "1.0.0")).archive.subarray(0, 80),
        "as a Helm chart, got an archive that is none",
      ],
      ["is another chart", async () => (await archive("x", "1.0.0")).archive, ", got x 1.0.0"],
      ["is another version", async () => (await archive("a", "1.0.1")).archive, ", got a 1.0.1"],
    ])("what is published %s", async (_, make, message) => {
      const published = { name: "a", version: "1.0.0", archive: await make() };
      const repository = await serving(chartRepository([published]));
      const from = `http://${repository.host}`;
      expect(await failure([pinOf(published, from)])).toBe(
        `${incomplete}${from} must serve a 1.0.0${message.startsWith(",") ? "" : " "}${message}; correct the pin in src/versions.ts`,
      );
      expect(stored()).toEqual([]);
    });

    it("a locked version was published anew", async () => {
      const a = await archive("a", "1.0.0");
      const charts = [a];
      const repository = await serving(chartRepository(charts));
      const pins = [pinOf(a, `http://${repository.host}`)];
      await pull(pins);
      const replaced = await archive("a", "1.0.0", { "values.yaml": "evil: true" });
      const other = await serving(chartRepository([replaced]));
      // The same repository, as far as the lock can tell.
      const file = path.join(directory, "charts.lock.yaml");
      fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace(repository.host, other.host));
      fs.rmSync(path.join(directory, "a-1.0.0.tgz"));
      await expect(pull([pinOf(a, `http://${other.host}`)])).rejects.toThrow(
        `${incomplete}a 1.0.0 must have the locked digest ${digestOf(a.archive)}, got ${digestOf(replaced.archive)}: it was replaced after its release; find out why, and only then remove it from the lock`,
      );
    });

    it("a host is unknown or does not answer, naming every one", async () => {
      const a = await archive("a", "1.0.0");
      const message = await failure([
        pinOf(a, "oci://registry.invalid/charts"),
        { ...pinOf(a, "http://127.0.0.1:1"), name: "b" },
      ]);
      expect(message.split("\n  ").slice(1).sort()).toEqual([
        "127.0.0.1:1 must be reachable, got bad port; check the network, then run the command again",
        "registry.invalid must be reachable, got an unknown host; check the network, then run the command again",
      ]);
    });

    it("a registry wants an account", async () => {
      const a = await archive("a", "1.0.0");
      const registry = await serving(ociRegistry([a], {}, "login"));
      expect(await failure([pinOf(a, `oci://${registry.host}/charts`)])).toBe(
        `${incomplete}charts/a must be readable without an account, got a refusal from ${registry.host}; check its name, or pull it into a mirror and point platform:charts.source there`,
      );
    });

    it("a repository is none", async () => {
      const a = await archive("a", "1.0.0");
      const registry = await serving(ociRegistry([]));
      expect(await failure([pinOf(a, `http://${registry.host}`)])).toBe(
        `${incomplete}http://${registry.host}/index.yaml must list charts, got status 404; correct the repository in src/versions.ts`,
      );
    });

    it("an image that a stack deploys is not in its registry", async () => {
      const a = await archive("a", "1.0.0");
      const registry = await serving(ociRegistry([a]));
      const uses = [{ values: { image: `${registry.host}/app:1` } }];
      expect(await failure([pinOf(a, `oci://${registry.host}/charts`)], uses)).toBe(
        `${incomplete}a 1.0.0: image ${registry.host}/app:1 must be in its registry, got none of that name; correct its tag in the chart's values`,
      );
    });

    it("an image of the program's own is not in its registry", async () => {
      const registry = await serving(ociRegistry([]));
      expect(await failure([], [], { images: [`${registry.host}/app:1`] })).toBe(
        `${incomplete}image ${registry.host}/app:1 must be in its registry, got none of that name; correct its tag in src/versions.ts`,
      );
    });

    it("the folder is a file", async () => {
      fs.mkdirSync(path.dirname(directory));
      fs.writeFileSync(directory, "");
      await expect(pull([])).rejects.toThrow(`${directory} must be a folder, got a file; choose another with --to`);
    });

    it("the lock is damaged", async () => {
      fs.mkdirSync(directory, { recursive: true });
      fs.writeFileSync(path.join(directory, "charts.lock.partial.yaml"), yaml.stringify({ charts: [] }));
      await expect(pull([])).rejects.toThrow(/charts\.lock\.partial\.yaml must be a lock of charts/);
    });
  });
});
