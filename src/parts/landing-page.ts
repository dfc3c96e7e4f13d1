import type { LandingPage, Link } from "../../components/consoles/landing-page";
import type { PlatformConfig } from "../config";
import type { ConsoleName } from "../settings/sign-in";

const descriptions: Record<Exclude<ConsoleName, "platform">, Omit<Link, "address">> = {
  grafana: { title: "Grafana", what: "Dashboards of the platform and of each team" },
  prometheus: { title: "Prometheus", what: "Metrics, rules and targets; for the platform's people" },
  alertmanager: { title: "Alertmanager", what: "Alerts and silences; for the platform's people" },
  kibana: { title: "Kibana", what: "Logs; each team reads its own" },
  headlamp: { title: "Headlamp", what: "Objects in the cluster, with your own rights" },
  cost: { title: "Cost", what: "What workloads cost" },
};

/** Links to the consoles, and to what each environment publishes. */
export function landingPageOf({ signIn, vault, published, environments }: PlatformConfig): LandingPage {
  const consoles = Object.entries(descriptions).flatMap(([name, description]) => {
    const console = signIn?.consoles[name as ConsoleName];
    return console ? [{ ...description, address: console.address }] : [];
  });
  const secrets = vault?.address ? [{ title: "Vault", what: "Secrets", address: vault.address }] : [];
  return {
    title: `Platform of ${signIn!.domain}`,
    sections: [
      { title: "Consoles", links: [...consoles, ...secrets] },
      ...environments.map(({ name }) => ({ title: `Published in ${name}`, links: hosts(name, published) })),
    ],
  };
}

function hosts(environment: string, published: PlatformConfig["published"]): Link[] {
  const own = published.filter((route) => route.environment === environment);
  return [...new Map(own.map((route) => [route.host, route])).values()].map(({ host, team, class: reach }) => ({
    title: host,
    what: `${team === undefined ? "Of the environment" : `Team ${team}`}, ${reach}`,
    address: `https://${host}/`,
  }));
}
