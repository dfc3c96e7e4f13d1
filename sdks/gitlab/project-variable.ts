import { boolean, defaulted, required, resource, string, type ArgsOf } from "./schema";

const projectVariableProperties = {
  /** The description of the variable. */
  description: defaulted(string),
  /**
   * The environment scope of the variable. Defaults to all environment (`*`). Note that in Community Editions of
   * Gitlab, values other than `*` will cause inconsistent plans.
   */
  environmentScope: defaulted(string),
  /**
   * If set to `true`, the value of the variable will be hidden in the CI/CD User Interface. The value must meet the
   * [hidden requirements](https://docs.gitlab.com/ci/variables/#hide-a-cicd-variable).
   */
  hidden: defaulted(boolean),
  /** The name of the variable. */
  key: required(string),
  /**
   * If set to `true`, the value of the variable will be masked in job logs. The value must meet the [masking
   * requirements](https://docs.gitlab.com/ci/variables/#mask-a-cicd-variable).
   */
  masked: defaulted(boolean),
  /** The name or id of the project. */
  project: required(string),
  /** If set to `true`, the variable will be passed only to pipelines running on protected branches and tags. */
  protected: defaulted(boolean),
  /** Whether the variable is treated as a raw string. When true, variables in the value are not expanded. */
  raw: defaulted(boolean),
  /** The value of the variable. */
  value: required(string),
  /** The type of a variable. Valid values are: `env_var`, `file`. */
  variableType: defaulted(string),
};

export type ProjectVariableArgs = ArgsOf<typeof projectVariableProperties>;

/** A variable of a project's pipelines. Its value reaches the state: write it as a secret. */
export class ProjectVariable extends resource(
  "gitlab:index/projectVariable:ProjectVariable",
  projectVariableProperties,
) {}
