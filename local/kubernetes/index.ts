export { ApiError, KubernetesClient } from "./client";
export { Discovery, pathOf, type ApiResource } from "./discovery";
export { groupOf, label, type KubernetesObject, type ObjectMeta } from "./objects";
export { mapParallel } from "./parallel";
