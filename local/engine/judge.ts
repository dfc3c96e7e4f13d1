import type * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import type { PolicyPack } from "./analyzers";
import { AnalysisRequests, type FinalResource, type ProviderResource } from "./analysis";
import { toFinding } from "./findings";
import type { Goal } from "./goal";
import { levelFrom, severityFrom } from "./packinfo";
import type { Session } from "./session";
import type { Finding } from "./types";
import { decodeProperties, type Properties } from "./values";

export interface Verdict {
  /** After remediation. */
  inputs: Properties;
  findings: Finding[];
}

/**
 * Asks the packs, as Pulumi's engine does for every resource that is registered, custom or component, providers and the
 * stack included (step_generator.go): first every pack in turn may change the inputs, then all judge the result at once.
 */
export class Judge {
  private readonly requests = new AnalysisRequests();

  constructor(
    private readonly packs: readonly PolicyPack[],
    private readonly session: Session,
  ) {}

  async judge(goal: Goal, inputs: Properties, provider: ProviderResource | undefined): Promise<Verdict> {
    if (this.packs.length === 0) return { inputs, findings: [] };
    await this.allReady();
    const findings: Finding[] = [];
    let request = this.requests.forResource(goal, inputs, provider);
    for (const pack of this.packs.filter(({ remediates }) => remediates)) {
      const response = await pack.remediate(request);
      const before = inputs;
      for (const remediation of response.getRemediationsList()) {
        const changed = remediation.getDiagnostic() === "" && remediation.hasProperties();
        if (changed) inputs = this.remembered(decodeProperties(remediation.getProperties()));
        findings.push(this.remediated(pack, goal, remediation));
      }
      if (inputs !== before) request = this.requests.forResource(goal, inputs, provider);
    }
    const responses = await inOrder(this.packs.map((pack) => pack.analyze(request)));
    const judged = responses.flatMap((response, index) =>
      response.getDiagnosticsList().map((diagnostic) => this.finding(this.packs[index], diagnostic, goal.urn)),
    );
    return { inputs, findings: [...findings, ...judged] };
  }

  async judgeStack(resources: FinalResource[]): Promise<Finding[]> {
    if (this.packs.length === 0) return [];
    await this.allReady();
    const request = this.requests.forStack(resources);
    const urns = new Set(resources.map(({ resource }) => resource.urn));
    const responses = await inOrder(this.packs.map((pack) => pack.analyzeStack(request)));
    return responses.flatMap((response, index) =>
      response.getDiagnosticsList().map((diagnostic) => {
        const urn = urns.has(diagnostic.getUrn()) ? diagnostic.getUrn() : undefined;
        return this.finding(this.packs[index], diagnostic, urn);
      }),
    );
  }

  private async allReady(): Promise<void> {
    await inOrder(this.packs.map(({ ready }) => ready));
  }

  private remembered(inputs: Properties): Properties {
    this.session.scrubber.learn(inputs);
    return inputs;
  }

  private finding(pack: PolicyPack | undefined, diagnostic: proto.AnalyzeDiagnostic, urn: string | undefined): Finding {
    const level = levelFrom(diagnostic.getEnforcementlevel());
    const finding = toFinding(
      {
        pack: diagnostic.getPolicypackname(),
        policy: diagnostic.getPolicyname(),
        description: diagnostic.getDescription(),
        message: diagnostic.getMessage(),
        // What could not be remediated is forbidden.
        level: level === "advisory" ? "advisory" : "mandatory",
        severity: severityFrom(diagnostic.getSeverity()),
        urn,
      },
      pack?.rules ?? new Map(),
    );
    return this.session.clean(finding);
  }

  private remediated(pack: PolicyPack, goal: Goal, remediation: proto.Remediation): Finding {
    const problem = remediation.getDiagnostic();
    const finding = toFinding(
      {
        pack: remediation.getPolicypackname(),
        policy: remediation.getPolicyname(),
        description: remediation.getDescription(),
        message: problem || remediation.getDescription(),
        level: "advisory",
        urn: goal.urn,
      },
      pack.rules,
    );
    return this.session.clean(problem ? finding : { ...finding, status: "remediated" });
  }
}

/** All results, or the error of the first in the list that failed, whichever failed first. */
async function inOrder<T>(work: Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(work);
  return results.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}
