import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

interface Rendered {
  chart: string;
  release: string;
  namespace: string;
}

const provider = new k8s.Provider("cluster", { kubeconfig: "{}" });

for (const { chart, release, namespace } of new pulumi.Config().requireObject<Rendered[]>("charts")) {
  new k8s.helm.v4.Chart(chart, { chart, name: release, namespace }, { provider });
}
