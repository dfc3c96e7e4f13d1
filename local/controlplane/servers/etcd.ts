import type { Server, ServerContext } from ".";

/** One member whose clients need a certificate: whoever reads it reads every Secret. */
export function etcd({ layout, ports }: ServerContext): Omit<Server, "name"> {
  const url = `https://127.0.0.1:${ports.etcd}`;
  return {
    tool: "etcd",
    files: [layout.ca(), layout.serverCertificate(), layout.serverKey()],
    arguments: [
      `--data-dir=${layout.etcdData()}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--cert-file=${layout.serverCertificate()}`,
      `--key-file=${layout.serverKey()}`,
      `--trusted-ca-file=${layout.ca()}`,
      "--client-cert-auth",
      // It has no peers, but insists on a port for them: any, and closed to whoever has no certificate.
      "--listen-peer-urls=https://127.0.0.1:0",
      "--initial-advertise-peer-urls=https://127.0.0.1:2380",
      "--initial-cluster=default=https://127.0.0.1:2380",
      `--peer-cert-file=${layout.serverCertificate()}`,
      `--peer-key-file=${layout.serverKey()}`,
      `--peer-trusted-ca-file=${layout.ca()}`,
      "--peer-client-cert-auth",
      "--enable-grpc-gateway=false",
      // A member alone elects itself after this time, in milliseconds.
      "--heartbeat-interval=10",
      "--election-timeout=100",
      // Survives the end of a process, not of the machine: enough for data to throw away.
      "--unsafe-no-fsync",
      "--logger=zap",
      "--log-level=warn",
    ],
  };
}
