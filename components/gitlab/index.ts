export type { FleetAccessArgs, GitlabEnvironmentsArgs, GitlabGroupsArgs } from "./args";
export { GitlabEnvironments } from "./environments";
export { FleetAccess } from "./fleet-access";
export { GitlabGroups } from "./groups";
