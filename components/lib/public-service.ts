import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { authorizationPolicy } from "./mesh-objects";
import type { AuthorizationSpec } from "./mesh-policies";
import type { MeshPeer } from "./network-policies";
import {
  challengeAnnotations,
  controllerAuthorization,
  controllerPolicySpec,
  grouped,
  hostCertificateSpec,
  ingressAnnotations,
  ingressSpec,
  publicServiceName,
  serviceSpec,
  solverAuthorization,
  solverPolicySpec,
  type PublishedRoute,
  type Routes,
} from "./public-service-specs";
import { skipAwaitAnnotation, waitForAnnotation } from "./waiting";

/** How hosts are published in this cluster; the program makes it once. */
export interface Publishing {
  /** Everything that is published in the cluster. */
  published: (PublishedRoute & { namespace: string })[];
  controllers: MeshPeer;
  /** Whether the mesh is on, which then has to admit the controllers too. */
  mesh: boolean;
  /** Whether an ACME server asks the hosts themselves, on port 80. */
  http01: boolean;
  /** `platform:cluster.await`: whether to wait until certificates and Ingresses are ready. */
  await: boolean;
  /** What must be there first: issuers, the mesh's kinds, the controllers. */
  ready: pulumi.Resource[];
}

export interface PublicServiceArgs {
  /** Namespace of the workloads. */
  namespace: pulumi.Input<string>;
  routes: PublishedRoute[];
  publishing: Omit<Publishing, "published">;
}

/**
 * Publishes workloads of one namespace under their hosts, all or nothing. Per workload a Service, a NetworkPolicy and an
 * AuthorizationPolicy that admit the controllers alone; per host a certificate and then an Ingress, which depends on all
 * that it needs. DNS records are made from Ingresses: so they come last.
 *
 * One Ingress per host with all its paths, because F5's controller ignores a second one for the same host.
 */
export class PublicService extends pulumi.ComponentResource {
  constructor(
    private readonly name: string,
    private readonly args: PublicServiceArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("platform:components:PublicService", name, {}, opts);
    const { routes, publishing } = args;
    const admitted = new Map(
      grouped("workload", routes).map(([workload, its]) => [workload, this.admit(workload, its)]),
    );
    const solvers = publishing.http01 ? this.admitSolvers() : [];
    for (const [host, its] of grouped("host", routes)) {
      const certificate = this.certificate(its[0]);
      const backends = its.flatMap(({ workload }) => admitted.get(workload)!);
      this.ingress(host, its, [certificate, ...backends, ...solvers]);
    }
    this.registerOutputs();
  }

  /** Lets the controllers reach a workload, by a Service of its own: teams may change theirs. */
  private admit(workload: string, routes: PublishedRoute[]): pulumi.Resource[] {
    const { controllers, mesh } = this.args.publishing;
    const service = new k8s.core.v1.Service(
      `${this.name}/${workload}`,
      {
        // Its pods are the team's, and may come later.
        metadata: this.metadata(publicServiceName(workload), { [skipAwaitAnnotation]: "true" }),
        spec: serviceSpec(workload, routes),
      },
      { parent: this },
    );
    return [
      service,
      ...this.allow(`${this.name}/${workload}`, `public-${workload}`, {
        network: controllerPolicySpec(workload, routes, controllers, mesh),
        mesh: controllerAuthorization(workload, routes, controllers),
      }),
    ];
  }

  private admitSolvers(): pulumi.Resource[] {
    const { controllers, mesh } = this.args.publishing;
    return this.allow(`${this.name}-acme-solver`, "acme-solver", {
      network: solverPolicySpec(controllers, mesh),
      mesh: solverAuthorization(controllers),
    });
  }

  /** One flow, for the network and for the mesh. */
  private allow(
    name: string,
    objectName: string,
    specs: { network: k8s.types.input.networking.v1.NetworkPolicySpec; mesh: AuthorizationSpec },
  ): pulumi.Resource[] {
    const { mesh, ready } = this.args.publishing;
    const metadata = this.metadata(objectName);
    const network = new k8s.networking.v1.NetworkPolicy(name, { metadata, spec: specs.network }, { parent: this });
    if (!mesh) return [network];
    // Its CRD comes with the mesh.
    const authorization = authorizationPolicy(name, metadata, specs.mesh, { parent: this, dependsOn: ready });
    return [network, authorization];
  }

  private certificate(route: PublishedRoute): pulumi.Resource {
    const { http01, await: wait } = this.args.publishing;
    const ready = wait ? { [waitForAnnotation]: "condition=Ready" } : undefined;
    return new k8s.apiextensions.CustomResource(
      `${this.name}/${route.host}`,
      {
        apiVersion: "cert-manager.io/v1",
        kind: "Certificate",
        // With HTTP-01 it is proved through the Ingress, which therefore cannot wait for it.
        metadata: this.metadata(route.host, http01 ? challengeAnnotations(route.host) : ready),
        spec: hostCertificateSpec(route),
      },
      { parent: this, dependsOn: this.args.publishing.ready }, // its issuer
    );
  }

  private ingress(host: string, routes: Routes, needed: pulumi.Resource[]): void {
    const { await: wait, ready } = this.args.publishing;
    new k8s.networking.v1.Ingress(
      `${this.name}/${host}`,
      {
        metadata: this.metadata(host, ingressAnnotations(routes, wait)),
        spec: ingressSpec(host, routes),
      },
      { parent: this, dependsOn: [...needed, ...ready] },
    );
  }

  private metadata(name: string, annotations?: Record<string, string>) {
    return { name, namespace: this.args.namespace, annotations };
  }
}

/** Publishes what configuration says of one namespace, if anything. */
export function publishFrom(
  namespace: string,
  namespaceName: pulumi.Input<string>,
  publishing: Publishing | undefined,
  opts: pulumi.ComponentResourceOptions,
): void {
  const routes = publishing?.published.filter((route) => route.namespace === namespace) ?? [];
  if (!publishing || routes.length === 0) return;
  new PublicService(`${namespace}-public`, { namespace: namespaceName, routes, publishing }, opts);
}
