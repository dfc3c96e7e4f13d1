import type * as pulumi from "@pulumi/pulumi";
import { Certificates } from "../../components/certificates";
import type { CertManager } from "../../components/cert-manager";
import { ExternalDns } from "../../components/external-dns";
import { Ingress } from "../../components/ingress";
import type { Publishing } from "../../components/lib/public-service";
import { charts as pins } from "../versions";
import type { Context } from "./context";

export interface TrafficNeeds {
  certManager: CertManager;
  /** What makes load balancers. */
  addOns: pulumi.Resource[];
  /** @default none - the mesh is off */
  meshReady?: pulumi.Resource[];
}

/** Who signs, what brings traffic in, and DNS; and how anybody publishes a host with these. */
export function traffic(context: Context, { certManager, addOns, meshReady }: TrafficNeeds) {
  const { config, cluster, charts, inCluster } = context;
  const { peers } = config;
  const certificates = new Certificates(
    "certificates",
    {
      ...config.certificates,
      zones: cluster.dns,
      account: cluster.identities.certManager,
      await: config.charts.await,
      ready: certManager.ready,
    },
    inCluster,
  );
  if (!config.ingress) return { certificates };

  const ingress = new Ingress(
    "ingress",
    {
      ...config.ingress,
      pin: pins.nginxIngress,
      charts,
      peers,
      meshReady,
      loadBalancer: (needs) => cluster.loadBalancer(needs),
    },
    { ...inCluster, dependsOn: [...addOns, ...certificates.ready] }, // load balancers and certificates
  );
  if (config.dns) {
    const { externalDns: identity } = cluster.identities;
    new ExternalDns(
      "external-dns",
      { ...config.dns, pin: pins.externalDns, charts, peers, identity, zones: cluster.dns! },
      { ...inCluster, dependsOn: ingress.ready }, // whose load balancers the records name
    );
  }
  const publishing: Publishing = {
    published: config.published,
    controllers: peers.ingressController,
    mesh: peers.mesh,
    http01: config.certificates.acme?.challenge === "http01",
    await: config.charts.await,
    ready: [...certificates.ready, ...ingress.ready, ...(meshReady ?? [])],
  };
  return { certificates, publishing };
}
