import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** What cert-manager is asked for. */
export interface CertificateRequest {
  /** Name of the Certificate, and of the Secret that holds what is issued. */
  name: string;
  /** ClusterIssuer. */
  issuer: string;
  dnsNames: string[];
  /** Whether it also proves to a server who its client is. @default false */
  client?: boolean;
}

/** `spec` of a Certificate: a new key every time, valid for 90 days at most. */
export function certificateSpec({ name, issuer, dnsNames, client = false }: CertificateRequest) {
  return {
    secretName: name,
    issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: issuer },
    dnsNames,
    duration: "2160h",
    privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
    usages: ["digital signature", "server auth", ...(client ? ["client auth"] : [])],
  };
}

/** A Certificate, whose Secret has its name. */
export function certificate(
  name: string,
  { namespace, ...request }: CertificateRequest & { namespace: pulumi.Input<string> },
  opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
  return new k8s.apiextensions.CustomResource(
    name,
    {
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      metadata: { name: request.name, namespace },
      spec: certificateSpec(request),
    },
    opts,
  );
}
