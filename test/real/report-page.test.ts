import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { loadStack, run } from "../../local/engine";
import type { Finding } from "../../local/engine/types";
import { toPlan } from "../../report/plan";
import { reportOf } from "../../report/report";
import { writeReports } from "../../report/write";

const root = resolve(__dirname, "../..");
const out = mkdtempSync(join(tmpdir(), "report-page-"));
const url = pathToFileURL(join(out, "report.html")).href;
const axe = createRequire(__filename).resolve("axe-core");

/** What a rule could say about a resource that somebody named so. */
const hostile = `</script><img src="https://example.com/x" onerror="document.title='owned'">`;

let browser: Browser;
const pages: Page[] = [];
const requests: string[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  const [staging, production] = [loadStack(root, "staging"), loadStack(root, "production")];
  const there = await run({ directory: root, stack: "staging", config: staging, dryRun: true });
  const here = await run({ directory: root, stack: "production", config: production, dryRun: true });
  const finding: Finding = {
    pack: "kubernetes",
    policy: "image-pinned",
    level: "mandatory",
    severity: "high",
    urn: `urn:pulumi:production::platform::kubernetes:apps/v1:Deployment::${hostile}`,
    message: hostile,
    remedy: "Name the digest.",
    status: "violation",
  };
  const waived: Finding = {
    ...finding,
    level: "advisory",
    status: "waived",
    message: "waived until 2026-12-24 by ada (PLAT-1): Nobody else runs there.",
  };
  const last = toPlan("production", { ...here, resources: here.resources.slice(0, -3) }, production);
  await writeReports(
    out,
    reportOf(
      "production",
      { ...here, status: "violated", findings: [waived, finding] },
      {
        settings: production,
        last,
        against: toPlan("staging", there, staging),
        today: "2026-11-30",
      },
    ),
  );
  browser = await chromium.launch({ executablePath: browserPath(), args: ["--no-sandbox", "--disable-gpu"] });
});
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
});
afterAll(async () => {
  await browser.close();
  rmSync(out, { recursive: true });
});

/** Debian's, or another one that is on the path. */
function browserPath(): string {
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    try {
      return execFileSync("which", [name], { encoding: "utf8" }).trim();
    } catch {
      continue;
    }
  }
  throw new Error("Chromium must be on PATH, got none; install Debian's package chromium");
}

type Scheme = "light" | "dark";

async function open({
  scheme = "light",
  scripts = true,
  bypassCSP = false,
}: { scheme?: Scheme; scripts?: boolean; bypassCSP?: boolean } = {}): Promise<Page> {
  const context = await browser.newContext({
    colorScheme: scheme,
    javaScriptEnabled: scripts,
    bypassCSP,
    viewport: { width: 1280, height: 900 },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  pages.push(page);
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(url);
  return page;
}

describe("the report in a browser", () => {
  it("begins with whether it may be deployed and what to do", async () => {
    const page = await open();
    expect(await page.title()).toBe("production: stopped by policy");
    const verdict = page.locator(".verdict p");
    expect(await verdict.allInnerTexts()).toEqual([
      "Do not deploy: one mandatory finding.",
      "First, image-pinned: Name the digest.",
    ]);
    expect((await verdict.first().boundingBox())!.y).toBeLessThan(150);
  });

  it("shows its main content without scripts", async () => {
    const page = await open({ scripts: false });
    const headings = await page.locator("h2").allInnerTexts();
    expect(headings).toEqual([
      "Findings",
      "Changes",
      "Differences from staging",
      "Picture",
      "Waivers",
      "Cost",
      "Access",
      "Connectivity",
      "Versions",
      "Components",
      "Resources",
    ]);
    for (const text of ["oidc:payments-developers", "24 days left", "platform:gitlab.owner"]) {
      expect(await page.getByText(text).first().isVisible(), text).toBe(true);
    }
    expect(await page.getByRole("img", { name: "Architecture of production" }).isVisible()).toBe(true);
    expect(await page.locator("svg text", { hasText: "payments" }).first().isVisible()).toBe(true);
  });

  it("shows hostile names as text", async () => {
    const page = await open();
    expect(await page.locator("main td", { hasText: hostile }).count()).toBeGreaterThan(0);
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.title()).not.toBe("owned");
  });

  it("opens details by keyboard, and skips to the findings first", async () => {
    const page = await open();
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the findings");
    const left = "document.querySelector('.skip').getBoundingClientRect().left";
    expect(await page.evaluate(left)).toBeGreaterThanOrEqual(0);
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Findings");
    expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
    const summary = page.locator("#changes ~ details summary").first();
    await summary.focus();
    await page.keyboard.press("Enter");
    expect(await summary.locator("..").getAttribute("open")).toBe("");
  });

  it.each<Scheme>(["light", "dark"])("has no fault that a checker of accessibility finds, %s", async (scheme) => {
    const page = await open({ scheme, bypassCSP: true });
    await page.addScriptTag({ path: axe });
    const faults = await page.evaluate<[string, string][]>(
      "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html.slice(0, 200)]))",
    );
    expect(faults).toEqual([]);
  });

  it("is dark on a dark screen and light on a light one, and so is its picture", async () => {
    const colours = async (scheme: Scheme) => {
      const page = await open({ scheme });
      return page.evaluate<string[]>(
        "[document.body, document.querySelector('.architecture')].map((one) => getComputedStyle(one).backgroundColor)",
      );
    };
    expect(await colours("light")).toEqual(["rgb(255, 255, 255)", "rgb(255, 255, 255)"]);
    expect(await colours("dark")).toEqual(["rgb(13, 17, 23)", "rgb(13, 17, 23)"]);
  });

  it("keeps its width on a small screen, and is light on paper", async () => {
    const page = await open({ scheme: "dark" });
    await page.setViewportSize({ width: 480, height: 800 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(480);
    await page.emulateMedia({ media: "print" });
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
    expect(await page.locator("nav").isVisible()).toBe(false);
  });

  it("asked for nothing but itself, and the browser had nothing to say", () => {
    expect([...new Set(requests)]).toEqual([url]);
    expect(complaints).toEqual([]);
  });
});
