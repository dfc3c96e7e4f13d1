import * as gitlab from "@pulumi/gitlab";
import * as pulumi from "@pulumi/pulumi";
import type { ProjectStandard } from "./args";
import { approvalSettings, branchProtection, projectSettings, pushRules } from "./settings";

export interface GitlabProjectArgs extends ProjectStandard {
  /** Number of its group. */
  groupId: pulumi.Input<number>;
  /** Name and last part of the path. */
  path: string;
  description: string;
  /** First content of CODEOWNERS, which people change by merge request from then on. */
  codeOwners: string;
  /** Who may merge what is approved. */
  merge: "developer" | "maintainer";
  /** Whether robots propose changes, whose commits have no address of a person's. @default false */
  robots?: boolean;
  /** Whether the program refuses to delete it. @default false */
  protect?: boolean;
}

/** A project with a protected branch: nothing gets there that others have not approved. */
export class GitlabProject extends pulumi.ComponentResource {
  /** Number or path, for whatever belongs to the project. */
  readonly project: pulumi.Output<string>;
  /** Once these are there, it is protected. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: GitlabProjectArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:GitlabProject", name, {}, opts);
    const owned = { parent: this };
    const created = new gitlab.Project(
      name,
      {
        ...projectSettings(args),
        namespaceId: args.groupId,
        name: args.path,
        path: args.path,
        description: args.description,
      },
      { ...owned, protect: args.protect },
    );
    this.project = created.id;
    const project = { project: this.project };
    const owners = new gitlab.RepositoryFile(
      `${name}-owners`,
      {
        ...project,
        branch: args.branch,
        filePath: "CODEOWNERS",
        content: args.codeOwners,
        encoding: "text",
        commitMessage: "Say who owns what",
        overwriteOnCreate: true,
      },
      // Nobody pushes to the branch afterwards, this program included.
      { ...owned, ignoreChanges: ["content", "commitMessage"] },
    );
    this.ready = [
      new gitlab.BranchProtection(
        `${name}-branch`,
        { ...project, ...branchProtection(args, args.merge) },
        { ...owned, dependsOn: owners }, // which is committed before
      ),
      new gitlab.TagProtection(`${name}-tags`, { ...project, tag: "v*", createAccessLevel: "maintainer" }, owned),
      new gitlab.ProjectLevelMrApprovals(`${name}-approvals`, { ...project, ...approvalSettings }, owned),
      new gitlab.ProjectApprovalRule(
        `${name}-approvers`,
        { ...project, name: "Any name", ruleType: "any_approver", approvalsRequired: args.approvals },
        owned,
      ),
      new gitlab.ProjectPushRules(
        `${name}-push`,
        { ...project, ...pushRules, commitCommitterCheck: !args.robots },
        { ...owned, dependsOn: owners },
      ),
      // Jobs of other projects reach nothing here with their tokens.
      new gitlab.ProjectJobTokenScopes(
        `${name}-job-tokens`,
        { ...project, enabled: true, targetProjectIds: [], targetGroupIds: [] },
        owned,
      ),
      ...(args.ultimate
        ? [
            new gitlab.ProjectSecuritySettings(
              `${name}-security`,
              { ...project, secretPushProtectionEnabled: true },
              owned,
            ),
          ]
        : []),
    ];
    this.registerOutputs({ project: this.project });
  }
}
