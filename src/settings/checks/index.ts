import type { Settings } from "../index";
import type { Problem } from "../problems";
import { accessProblems } from "./access";
import { addressProblems } from "./addresses";
import { backupProblems } from "./backup";
import { clusterProblems } from "./cluster";
import { meshProblems } from "./mesh";
import { namespaceProblems } from "./namespaces";
import { storageProblems } from "./storage";
import { terraformProblems } from "./terraform";

/** Rules across settings. Each gets only settings that have the right shape, so that all mistakes show up together. */
export function crossFieldProblems(given: Partial<Settings>): Problem[] {
  return [
    ...namespaceProblems(given),
    ...meshProblems(given),
    ...accessProblems(given),
    ...addressProblems(given),
    ...clusterProblems(given),
    ...terraformProblems(given),
    ...storageProblems(given),
    ...backupProblems(given),
  ];
}
