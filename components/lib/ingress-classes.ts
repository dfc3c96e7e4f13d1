/** Who reaches a published host: everybody, or who is in the network. */
export type Exposure = "public" | "internal";

/** IngressClasses by who reaches them. They are also the names of the releases that serve them. */
export const ingressClasses: Readonly<Record<Exposure, string>> = { public: "nginx", internal: "nginx-internal" };
