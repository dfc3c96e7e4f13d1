/** Namespace of what measures cost. */
export const costNamespace = "cost";

/** Pods of OpenCost by their label app.kubernetes.io/name; its service account has the same name. */
export const opencostWorkload = "opencost";

/** TCP ports of OpenCost: metrics and API of the exporter, and the page that shows them. */
export const opencostPorts = { exporter: 9003, page: 9090 } as const;

/** Name of Kubecost's release, and what the names of its Services begin with. */
export const kubecostRelease = "kubecost";

/** Labels of Kubecost's pods, as its chart sets them. */
export const kubecostLabels = {
  frontend: { "app.kubernetes.io/name": "frontend", "app.kubernetes.io/instance": kubecostRelease },
  aggregator: { "app.kubernetes.io/name": "aggregator", "app.kubernetes.io/instance": kubecostRelease },
  store: { "app.kubernetes.io/name": "kubecost-local-store", "app.kubernetes.io/instance": kubecostRelease },
  agent: { "app.kubernetes.io/name": "finopsagent", "app.kubernetes.io/instance": kubecostRelease },
};

/** TCP ports of Kubecost's pods. */
export const kubecostPorts = { page: 9090, aggregator: 9004, store: 9006, kubelet: 10250 } as const;

/** The page that shows cost, by what measures it. It asks nobody who they are. */
export const costPages = {
  opencost: {
    url: `http://${opencostWorkload}.${costNamespace}.svc:${opencostPorts.page}`,
    pods: { namespace: costNamespace, workload: opencostWorkload, port: opencostPorts.page },
  },
  kubecost: {
    url: `http://${kubecostRelease}-frontend.${costNamespace}.svc:${kubecostPorts.page}`,
    pods: {
      namespace: costNamespace,
      workload: "frontend",
      labels: kubecostLabels.frontend,
      port: kubecostPorts.page,
    },
  },
};
