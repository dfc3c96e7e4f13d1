import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyCrds } from "../../local/apply/crds";
import { crdsFromModules } from "../../local/toolchain";
import { rules as kubernetesRules } from "../../policies/kubernetes/rules";
import { isAdmitted } from "../../policies/lib/admission/policy";
import { compareVerdicts } from "../support/admission/verdicts";
import { startControlPlane, type TestControlPlane } from "../support/controlplane";

let plane: TestControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
  await applyCrds(plane.client, await crdsFromModules({ log: () => undefined }));
});
afterAll(() => plane.stop());

describe("the API server", () => {
  it("says of every case what the pack says", async () => {
    const verdicts = await compareVerdicts(plane, kubernetesRules.filter(isAdmitted));
    console.log(JSON.stringify(verdicts, undefined, 1));
    expect(verdicts.filter(({ disagreements }) => disagreements.length > 0)).toEqual([]);
  });
});
