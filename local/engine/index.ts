export { loadProject, loadStack } from "./project";
export { run } from "./run";
export * from "./types";
export { Asset, ResourceReference } from "./values";
