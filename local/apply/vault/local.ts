import { without } from "../manifest";
import type { Body } from "./client";

/** What the server on this machine needs instead of what the program says of a cluster. */
export interface LocalEnds {
  kubernetes: {
    /** URL of the API server. */
    host: string;
    /** PEM of its authority. */
    ca: string;
    /** Token of a service account that may create TokenReviews. */
    reviewerToken: string;
  };
  /** URL of the key set that stands for GitLab's and the sign-in provider's: neither can be reached from here. */
  keySetUrl: string;
}

type Replacement = (inputs: Body, local: LocalEnds) => Body;

/** By type token, without `vault:`. */
export const replacements: Record<string, Replacement> = {
  // In a pod OpenBao finds host, authority and its own token by itself; here it runs beside the API server.
  "kubernetes/authBackendConfig:AuthBackendConfig": (inputs, { kubernetes }) => ({
    ...inputs,
    kubernetesHost: kubernetes.host,
    kubernetesCaCert: kubernetes.ca,
    tokenReviewerJwt: kubernetes.reviewerToken,
    disableLocalCaJwt: true,
  }),
  // Without network it would refuse a discovery URL: the issuer stays what the program says, the keys are our own.
  "jwt/authBackend:AuthBackend": (inputs, { keySetUrl }) => {
    if (inputs["oidcDiscoveryUrl"] === undefined && inputs["jwksUrl"] === undefined) return inputs;
    const ofOidc = ["oidcDiscoveryUrl", "oidcDiscoveryCaPem", "oidcClientId", "oidcClientSecret"];
    const boundIssuer = inputs["boundIssuer"] ?? inputs["oidcDiscoveryUrl"];
    return { ...without(inputs, ...ofOidc), type: "jwt", jwksUrl: keySetUrl, boundIssuer };
  },
  // A sign-in by browser has no browser here: the groups' way is the same with a token that is handed in.
  "jwt/authBackendRole:AuthBackendRole": (inputs) =>
    inputs["roleType"] === "oidc"
      ? { ...without(inputs, "allowedRedirectUris", "oidcScopes"), roleType: "jwt" }
      : inputs,
  // Databases of teams are elsewhere.
  "database/secretBackendConnection:SecretBackendConnection": (inputs) => ({ ...inputs, verifyConnection: false }),
};
