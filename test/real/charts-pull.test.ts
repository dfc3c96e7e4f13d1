import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readChartLock } from "../../components/lib/chart-lock";
import { pullCharts } from "../../local/charts/pull";
import { helmRenderer } from "../../local/charts/render";
import { UNKNOWN } from "../../local/engine/types";
import { ensureTools } from "../../local/toolchain";
import { digestOf, ociRegistry, packChart, type Server } from "../support/chart-servers";

const fixture = path.join(__dirname, "../fixtures/charts/hello");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "pull-"));
const directory = path.join(folder, "charts");
let registry: Server;
let helm: string;

beforeAll(async () => {
  ({ helm } = await ensureTools(["helm"], { log: () => undefined }));
  const files = (fs.readdirSync(fixture, { recursive: true }) as string[]).filter((file) =>
    fs.statSync(path.join(fixture, file)).isFile(),
  );
  const read = (file: string) => fs.readFileSync(path.join(fixture, file), "utf8");
  const far = JSON.stringify({ properties: { replicas: { $ref: "https://schemas.example/replicas.json" } } });
  const contents = { ...Object.fromEntries(files.map((file) => [file, read(file)])), "values.schema.json": far };
  const archive = await packChart("hello", contents, path.join(folder, "source"));
  const images = { "hello:1.0": digestOf("one"), "hello:2.0": digestOf("two") };
  registry = await ociRegistry([{ name: "hello", version: "1.2.3", archive }], images, "token");
});
afterAll(async () => {
  await registry.close();
  fs.rmSync(folder, { recursive: true });
});

describe("a pulled folder", () => {
  it("has the images of every stack's rendering in its lock, and renders without network", async () => {
    const repository = `${registry.host}/hello`;
    const use = (stack: string, image: object, more: object = {}) => ({
      component: "Hello",
      stack,
      chart: "hello",
      version: "1.2.3",
      values: { image: { repository, ...image }, ...more },
    });
    await pullCharts({
      pins: [
        { name: "hello", version: "1.2.3", repository: `oci://${registry.host}/charts`, appVersion: "1", licence: "x" },
      ],
      images: [],
      directory,
      kubernetesVersion: "1.35",
      helm,
      uses: () => Promise.resolve([use("dev", { tag: "2.0" }), use("production", {}, { message: UNKNOWN })]),
      log: () => undefined,
    });
    expect(readChartLock(directory)?.charts["hello"]?.images).toEqual({
      [`${repository}:1.0`]: digestOf("one"),
      [`${repository}:2.0`]: digestOf("two"),
    });

    // The published chart cannot be rendered here: its schema is on another host.
    const renderer = helmRenderer({ directory: folder, kubernetesVersion: "1.35", helm, folders: ["charts"] });
    const inputs = { chart: `oci://${registry.host}/charts/hello`, version: "1.2.3", name: "hi", namespace: "apps" };
    expect(await renderer.render(inputs)).toHaveProperty("objects.length", 8);
  });
});
