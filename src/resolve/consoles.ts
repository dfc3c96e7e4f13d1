import { consoleNamespaces, proxyPort, proxyWorkload } from "../../components/consoles/names";
import type { Settings } from "../settings";
import { consoleGroups, consoleNames, internalDomain, type ConsoleName } from "../settings/sign-in";
import { hostIssuer, type CertificatesPlan } from "./certificates";
import type { Published } from "./published";

/** A console that people reach by their browser, once they have signed in. */
export interface ConsolePlan {
  /** Its address, such as `https://grafana.example.com`. */
  address: string;
  /** ID of its client at the sign-in provider. */
  clientId: string;
  /** Groups that may sign in, as the sign-in provider sends them; at least one. */
  groups: string[];
  published: Published;
}

/** One sign-in for all consoles. */
export interface SignInPlan {
  issuer: string;
  groupsClaim: string;
  /** Where the issuer is found. */
  egress: { cidr: string; port: number }[];
  /** The environment below whose domain they lie. */
  environment: string;
  domain: string;
  consoles: Partial<Record<ConsoleName, ConsolePlan>>;
}

/** Undefined where no console has a client. */
export function signInPlan(settings: Settings, certificates: CertificatesPlan): SignInPlan | undefined {
  const { issuer, groupsClaim, cidrs, clients } = settings.signIn;
  const place = internalDomain(settings);
  const named = consoleNames.filter((console) => clients[console] !== undefined);
  if (!place || named.length === 0) return undefined;
  const { domain, environment } = place;
  return {
    issuer,
    groupsClaim,
    egress: cidrs.map((cidr) => ({ cidr, port: Number(new URL(issuer).port || 443) })),
    environment,
    domain,
    consoles: Object.fromEntries(
      named.map((console): [ConsoleName, ConsolePlan] => {
        const host = `${console}.${domain}`;
        return [
          console,
          {
            address: `https://${host}`,
            clientId: clients[console]!,
            groups: consoleGroups(console, settings),
            published: {
              ...backends(console),
              host,
              path: "/",
              class: "internal",
              environment,
              issuer: hostIssuer(environment, certificates),
            },
          },
        ];
      }),
    ),
  };
}

/** What answers for a console's host: itself, or the proxy that asks people to sign in first. */
function backends(console: ConsoleName): Pick<Published, "namespace" | "workload" | "port"> {
  switch (console) {
    case "grafana":
      return { namespace: consoleNamespaces.grafana, workload: "grafana", port: 3000 };
    case "headlamp":
      return { namespace: consoleNamespaces.headlamp, workload: "headlamp", port: 4466 };
    default:
      return { namespace: consoleNamespaces.proxies, workload: proxyWorkload(console), port: proxyPort };
  }
}
