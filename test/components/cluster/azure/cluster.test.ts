import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { AzureCluster } from "../../../../components/cluster/azure";
import { azureLoadBalancer } from "../../../../components/cluster/azure/load-balancer";
import { assignmentName, builtInRoles, globalName } from "../../../../components/cluster/azure/names";
import { signedInByAzure } from "../../../../components/cluster/azure/kubeconfig";
import { full, parse } from "../../../support/config";
import { registeredBy, type Registered } from "../../../support/registered";
import { resources } from "./resources";

const named = (registered: Registered[], type: string, name: string) => {
  const found = registered.find((resource) => resource.type.endsWith(`:${type}`) && resource.name === name);
  if (!found) throw new Error(`no ${type} ${name}`);
  return found.inputs;
};

const build = (settings: Record<string, unknown>) =>
  registeredBy((opts) => (cluster = new AzureCluster("cluster", parse(settings).cluster as never, opts)));

let cluster: AzureCluster;
let registered: Registered[];
beforeAll(async () => {
  registered = await build(full.azure);
});

describe("a cluster on Azure", () => {
  it("is made of exactly these resources", () => {
    const list = registered.map(({ type, name }) => `${type} ${name}`).sort();
    expect(list.join("\n")).toBe(resources.trim());
  });

  it("is private, signed in by Entra ID only, with policies, encryption and identities", () => {
    expect(named(registered, "ManagedCluster", "cluster-control-plane")).toMatchObject({
      kubernetesVersion: "1.35",
      apiServerAccessProfile: {
        enablePrivateCluster: true,
        enablePrivateClusterPublicFQDN: false,
        enableVnetIntegration: true,
        disableRunCommand: true,
      },
      aadProfile: { managed: true, enableAzureRBAC: true },
      disableLocalAccounts: true,
      networkProfile: {
        networkPolicy: "cilium",
        networkDataplane: "cilium",
        networkPluginMode: "overlay",
        dnsServiceIP: "172.20.0.10",
        outboundType: "userAssignedNATGateway",
      },
      oidcIssuerProfile: { enabled: true },
      securityProfile: {
        workloadIdentity: { enabled: true },
        azureKeyVaultKms: { enabled: true, keyVaultNetworkAccess: "Private" },
        defender: { securityMonitoring: { enabled: true } },
      },
      agentPoolProfiles: [{ name: "system", mode: "System", enableEncryptionAtHost: true, enableNodePublicIP: false }],
    });
  });

  it("has its pools over three zones, with the pool's label and taint", () => {
    expect(named(registered, "AgentPool", "cluster-control-plane-storage")).toMatchObject({
      availabilityZones: ["1", "2", "3"],
      enableAutoScaling: true,
      enableEncryptionAtHost: true,
      nodeLabels: { "platform/pool": "storage" },
      nodeTaints: ["platform/pool=storage:NoSchedule"],
    });
  });

  it("trusts exactly one service account per controller", () => {
    const credentials = registered.filter(({ type }) => type.endsWith(":FederatedIdentityCredential"));
    expect(credentials.map(({ inputs }) => [inputs["subject"], inputs["audiences"]])).toEqual([
      ["system:serviceaccount:cert-manager:cert-manager", ["api://AzureADTokenExchange"]],
      ["system:serviceaccount:external-dns:external-dns", ["api://AzureADTokenExchange"]],
      ["system:serviceaccount:vault:vault", ["api://AzureADTokenExchange"]],
      ["system:serviceaccount:velero:velero", ["api://AzureADTokenExchange"]],
    ]);
  });

  it("gives no role on more than one resource, but for reading", () => {
    const assignments = registered.filter(({ type }) => type.endsWith(":RoleAssignment"));
    expect(assignments.length).toBeGreaterThan(5);
    for (const { inputs } of assignments) {
      if (String(inputs["roleDefinitionId"]).endsWith(`/${builtInRoles.reader}`)) continue;
      expect(inputs["scope"]).toMatch(/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/.+\/.+/);
    }
  });

  it("keeps backups in another region, where nobody can delete them for a while, without shared keys", () => {
    expect(named(registered, "StorageAccount", "cluster-backup")).toMatchObject({
      location: "northeurope",
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
      minimumTlsVersion: "TLS1_2",
      encryption: { keySource: "Microsoft.Keyvault" },
      immutableStorageWithVersioning: {
        enabled: true,
        immutabilityPolicy: { immutabilityPeriodSinceCreationInDays: 14 },
      },
    });
  });

  it("shuts the internet out of its vaults, whose keys nobody can purge", () => {
    for (const vault of ["cluster-keys", "cluster-vault-key", "cluster-backup-vault"]) {
      expect(named(registered, "Vault", vault)["properties"]).toMatchObject({
        enablePurgeProtection: true,
        enableRbacAuthorization: true,
        publicNetworkAccess: "Disabled",
        networkAcls: { defaultAction: "Deny" },
      });
    }
  });

  it("lets clients of the public class to its nodes, on two ports, and nobody else from the internet", async () => {
    const rules = (list: Registered[], name: string) => named(list, "NetworkSecurityGroup", name)["securityRules"];
    const last = { name: "deny-from-internet", access: "Deny", sourceAddressPrefix: "Internet" };
    const clients = {
      name: "allow-clients",
      access: "Allow",
      direction: "Inbound",
      destinationPortRanges: ["80", "443"],
    };
    const probes = { name: "allow-probes", access: "Allow", sourceAddressPrefix: "AzureLoadBalancer" };
    expect(rules(registered, "cluster-network-entry")).toMatchObject([
      { ...clients, sourceAddressPrefix: "Internet" },
      probes,
      last,
    ]);
    expect(named(registered, "Subnet", "cluster-network-nodes")).toMatchObject({
      networkSecurityGroup: { id: "cluster-network-entry-id" },
    });
    expect(rules(registered, "cluster-network-closed")).toMatchObject([last]);

    const listed = await build({
      ...full.azure,
      ingress: { kind: "nginx", public: { sourceRanges: ["203.0.113.0/24", "198.51.100.0/24"] } },
    });
    expect(rules(listed, "cluster-network-entry")).toMatchObject([
      { ...clients, sourceAddressPrefixes: ["203.0.113.0/24", "198.51.100.0/24"] },
      probes,
      last,
    ]);
    const none = await build({ ...full.azure, ingress: { kind: "none" } });
    expect(named(none, "Subnet", "cluster-network-nodes")).toMatchObject({
      networkSecurityGroup: { id: "cluster-network-closed-id" },
    });
  });

  it("knows its DNS zones, and puts internal load balancers into their subnet", async () => {
    await build(full.azure);
    const id = "00000000-0000-0000-0000-000000000001";
    const zones = [{ resourceGroup: "dns", name: "example.com" }];
    expect(cluster.dns).toEqual({ kind: "azure", subscriptionId: id, tenantId: id, zones });
    const readiness = { port: 8081, path: "/nginx-ready" };
    expect(cluster.loadBalancer({ internal: false, readiness })).toEqual({ annotations: {}, healthCheckCidrs: [] });
    expect(cluster.loadBalancer({ internal: true, readiness })).toEqual({
      annotations: {
        "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
        "service.beta.kubernetes.io/azure-load-balancer-internal-subnet": "loadBalancers",
      },
      healthCheckCidrs: [],
    });
    const terraformState = { backend: "local", path: "test/fixtures/terraform/network.tfstate" } as const;
    expect(azureLoadBalancer({ internal: true }, { terraformState }).annotations).toEqual({
      "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
    });
  });

  it("lets external-dns list the zones' group, and change the zones alone", async () => {
    const roles = (list: Registered[]) =>
      list
        .filter(({ name, type }) => type.endsWith(":RoleAssignment") && name.includes("-externaldns-"))
        .map(({ inputs }) => [inputs["scope"], String(inputs["roleDefinitionId"]).split("/").at(-1)]);
    const group = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/dns";
    expect(roles(registered)).toEqual([
      [`${group}/providers/Microsoft.Network/dnsZones/example.com`, builtInRoles.dnsZoneContributor],
      [group, builtInRoles.reader],
    ]);
    expect(roles(await build({ ...full.azure, dns: { kind: "none" } }))).toEqual([]);
  });

  it("sends the audit log to the workspace", () => {
    const setting = named(registered, "DiagnosticSetting", "cluster-diagnostics");
    expect(setting["resourceUri"]).toBe("cluster-control-plane-id");
    expect(setting["logs"]).toContainEqual({ category: "kube-audit-admin", enabled: true });
  });
});

describe("names on Azure", () => {
  const place = fc.record({
    clusterName: fc.stringMatching(/^[a-z][a-z0-9-]{1,22}[a-z0-9]$/),
    subscriptionId: fc.uuid(),
  });

  it("are what Azure accepts, and differ by cluster, subscription and purpose", () => {
    fc.assert(
      fc.property(place, place, (a, b) => {
        expect(globalName(a, "backup", false)).toMatch(/^[a-z][a-z0-9]{2,23}$/);
        expect(globalName(a, "cluster", true)).toMatch(/^[a-z]([a-z0-9]|-(?!-)){1,22}[a-z0-9]$/);
        expect(globalName(a, "cluster", true)).not.toBe(globalName(a, "vault", true));
        const same = a.clusterName === b.clusterName && a.subscriptionId === b.subscriptionId;
        if (!same) expect(globalName(a, "backup", false)).not.toBe(globalName(b, "backup", false));
      }),
    );
  });

  it("of role assignments are UUIDs that stay the same", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (parts) => {
        expect(assignmentName(...parts)).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
        expect(assignmentName(...parts)).toBe(assignmentName(...parts));
      }),
    );
    expect(assignmentName("a", "bc")).not.toBe(assignmentName("ab", "c"));
  });
});

describe("the kubeconfig of AKS", () => {
  const given = "clusters:\n- cluster:\n    certificate-authority-data: Q0E=\n    server: https://api.example:443\n";

  it("signs in with the credentials of the Azure CLI", () => {
    expect(JSON.parse(signedInByAzure(Buffer.from(given).toString("base64"), "platform-staging"))).toMatchObject({
      contexts: [{ name: "platform-staging", context: { cluster: "platform-staging", user: "azure" } }],
      clusters: [{ cluster: { server: "https://api.example:443", "certificate-authority-data": "Q0E=" } }],
      users: [{ user: { exec: { command: "kubelogin", args: expect.arrayContaining(["azurecli"]) as unknown } } }],
    });
  });

  it("fails when it names no server", () => {
    expect(() => signedInByAzure("", "platform-staging")).toThrow(
      "the kubeconfig of AKS must name a server and its authority; check that you may read it",
    );
  });
});
