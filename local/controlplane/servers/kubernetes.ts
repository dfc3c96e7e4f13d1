import type { Server, ServerContext } from ".";
import type { ClientName, Layout } from "../layout";

const serviceRange = "10.96.0.0/16";
const podRange = "10.244.0.0/16";

/** Of the range for documentation: nobody answers there, but a loopback address is refused as an endpoint. */
const advertisedAddress = "192.0.2.1";

export function apiServer({ layout, ports }: ServerContext): Omit<Server, "name"> {
  return {
    tool: "kube-apiserver",
    files: [...servingFiles(layout), layout.serviceAccountKey()],
    arguments: [
      `--cert-dir=${layout.pki()}`,
      `--etcd-servers=https://127.0.0.1:${ports.etcd}`,
      `--etcd-cafile=${layout.ca()}`,
      `--etcd-certfile=${layout.clientCertificate("kube-apiserver")}`,
      `--etcd-keyfile=${layout.clientKey("kube-apiserver")}`,
      ...serving(layout, ports["kube-apiserver"]),
      `--advertise-address=${advertisedAddress}`,
      `--client-ca-file=${layout.ca()}`,
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${layout.serviceAccountPublicKey()}`,
      `--service-account-signing-key-file=${layout.serviceAccountKey()}`,
      "--authorization-mode=Node,RBAC",
      "--enable-admission-plugins=NodeRestriction",
      "--allow-privileged=true",
      `--service-cluster-ip-range=${serviceRange}`,
      "--profiling=false",
    ],
  };
}

export function controllerManager({ layout, ports }: ServerContext): Omit<Server, "name"> {
  return {
    tool: "kube-controller-manager",
    files: [...clientFiles(layout, "kube-controller-manager"), layout.serviceAccountKey()],
    arguments: [
      ...client(layout, "kube-controller-manager"),
      ...serving(layout, ports["kube-controller-manager"]),
      `--root-ca-file=${layout.ca()}`,
      `--service-account-private-key-file=${layout.serviceAccountKey()}`,
      "--use-service-account-credentials=true",
      `--cluster-cidr=${podRange}`,
      `--service-cluster-ip-range=${serviceRange}`,
      // Nodes bring their part of the pod range along.
      "--allocate-node-cidrs=false",
    ],
  };
}

export function scheduler({ layout, ports }: ServerContext): Omit<Server, "name"> {
  return {
    tool: "kube-scheduler",
    files: clientFiles(layout, "kube-scheduler"),
    arguments: [...client(layout, "kube-scheduler"), ...serving(layout, ports["kube-scheduler"])],
  };
}

function serving(layout: Layout, port: number): string[] {
  return [
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    `--tls-cert-file=${layout.serverCertificate()}`,
    `--tls-private-key-file=${layout.serverKey()}`,
  ];
}

function client(layout: Layout, name: ClientName): string[] {
  return [
    `--kubeconfig=${layout.clientKubeconfig(name)}`,
    // There is one of each, on one machine: no election, and no reason to spare the API server.
    "--leader-elect=false",
    "--kube-api-qps=500",
    "--kube-api-burst=1000",
    "--profiling=false",
  ];
}

function servingFiles(layout: Layout): string[] {
  return [layout.ca(), layout.serverCertificate(), layout.serverKey()];
}

function clientFiles(layout: Layout, name: ClientName): string[] {
  return [...servingFiles(layout), layout.clientKubeconfig(name), layout.clientCertificate(name)];
}
