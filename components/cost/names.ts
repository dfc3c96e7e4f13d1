/** Namespace of what measures cost. */
export const costNamespace = "cost";

/** Pods of OpenCost by their label app.kubernetes.io/name; its service account has the same name. */
export const opencostWorkload = "opencost";

/** TCP ports: metrics and API of the exporter, and the page that shows them. */
export const opencostPorts = { exporter: 9003, page: 9090 } as const;

/** Where people see cost; it asks nobody who they are. */
export const costAddress = `http://${opencostWorkload}.${costNamespace}.svc:${opencostPorts.page}`;
