import type { PublishedRoute } from "../../components/lib/public-service-specs";
import type { Settings } from "../settings";
import { hostIssuer, type CertificatesPlan } from "./certificates";

/** A path of a host, and the workload that answers there. */
export interface Published extends PublishedRoute {
  environment: string;
  /** @default absent - the environment's own namespace */
  team?: string;
  namespace: string;
}

/** Everything that is reached from outside through the platform's own Ingresses. */
export function publishedRoutes({ environments, teams }: Settings, certificates: CertificatesPlan): Published[] {
  const owned = [
    ...environments.map((spec) => ({ spec, environment: spec.name, team: undefined })),
    ...teams.flatMap((team) =>
      team.namespaces.map((spec) => ({
        spec,
        environment: spec.environment ?? environments[0]!.name,
        team: team.name,
      })),
    ),
  ];
  return owned.flatMap(({ spec, environment, team }) =>
    spec.workloads.flatMap((workload) =>
      workload.publish.map((entry) => ({
        ...entry,
        environment,
        team,
        namespace: spec.name,
        workload: workload.name,
        issuer: hostIssuer(environment, certificates),
      })),
    ),
  );
}
