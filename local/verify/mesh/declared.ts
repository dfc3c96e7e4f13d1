import type { DeclaredNamespaceNetwork } from "../network/declared";

/** What configuration says of identities in the mesh: the same flows as NetworkPolicies. */
export interface DeclaredMesh {
  namespaces: DeclaredNamespaceNetwork[];
  ingressController: Account;
  prometheus: Account;
}

export interface Account {
  namespace: string;
  serviceAccount: string;
}
