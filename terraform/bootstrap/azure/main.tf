# Where Pulumi keeps its state, the key for the secrets in it, and the identity of GitLab's pipelines.

locals {
  suffix = substr(sha256("${var.subscription_id}/${var.name}"), 0, 8)
}

resource "azurerm_resource_group" "bootstrap" {
  name     = "${var.name}-bootstrap"
  location = var.location

  lifecycle {
    prevent_destroy = true
  }
}

resource "azurerm_storage_account" "state" {
  # checkov:skip=CKV_AZURE_59:Runners have no fixed addresses; Entra ID alone decides, keys and anonymous reads are off
  # checkov:skip=CKV2_AZURE_33:As above, and nothing else exists yet that an endpoint could lie in
  # checkov:skip=CKV_AZURE_206:ZRS replicates over zones; deleted and older states are kept for 90 days
  # checkov:skip=CKV_AZURE_33:No queue is used
  # checkov:skip=CKV2_AZURE_1:Secrets in the state are encrypted with the key below before they get here
  name                            = "${replace(var.name, "-", "")}${local.suffix}"
  resource_group_name             = azurerm_resource_group.bootstrap.name
  location                        = var.location
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  min_tls_version                 = "TLS1_2"
  https_traffic_only_enabled      = true
  shared_access_key_enabled       = false
  allow_nested_items_to_be_public = false

  blob_properties {
    versioning_enabled = true

    delete_retention_policy {
      days = 90
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "azurerm_storage_container" "state" {
  # checkov:skip=CKV2_AZURE_21:Needs a workspace for logs, which the stacks make
  name                  = "pulumi"
  storage_account_id    = azurerm_storage_account.state.id
  container_access_type = "private"
}

resource "azurerm_key_vault" "state" {
  # checkov:skip=CKV_AZURE_109:Runners have no fixed addresses; roles of Entra ID decide
  # checkov:skip=CKV_AZURE_189:As above
  # checkov:skip=CKV2_AZURE_32:As above
  name                       = "${var.name}-${local.suffix}"
  resource_group_name        = azurerm_resource_group.bootstrap.name
  location                   = var.location
  tenant_id                  = var.tenant_id
  sku_name                   = "premium"
  rbac_authorization_enabled = true
  purge_protection_enabled   = true
  soft_delete_retention_days = 90
}

resource "azurerm_key_vault_key" "state" {
  # checkov:skip=CKV_AZURE_40:A key that ends makes every state unreadable; versions are rotated
  name         = "pulumi"
  key_vault_id = azurerm_key_vault.state.id
  key_type     = "RSA-HSM"
  key_size     = 3072
  key_opts     = ["decrypt", "encrypt", "unwrapKey", "wrapKey"]
}

resource "azurerm_user_assigned_identity" "deploy" {
  name                = "${var.name}-ci-deploy"
  resource_group_name = azurerm_resource_group.bootstrap.name
  location            = var.location
}

# Entra ID compares subjects exactly: one credential per branch that may deploy.
resource "azurerm_federated_identity_credential" "deploy" {
  name                = "gitlab"
  resource_group_name = azurerm_resource_group.bootstrap.name
  parent_id           = azurerm_user_assigned_identity.deploy.id
  issuer              = var.gitlab_url
  audience            = [var.gitlab_url]
  subject             = "project_path:${var.gitlab_project}:ref_type:branch:ref:${var.deploy_branch}"
}

resource "azurerm_role_assignment" "state" {
  scope                = azurerm_storage_container.state.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_user_assigned_identity.deploy.principal_id
}

resource "azurerm_role_assignment" "secrets" {
  scope                = azurerm_key_vault.state.id
  role_definition_name = "Key Vault Crypto User"
  principal_id         = azurerm_user_assigned_identity.deploy.principal_id
}

resource "azurerm_role_assignment" "subscription" {
  scope                = "/subscriptions/${var.subscription_id}"
  role_definition_name = "Contributor"
  principal_id         = azurerm_user_assigned_identity.deploy.principal_id
}

# The program gives roles to its controllers: only those that it uses, to service principals only.
resource "azurerm_role_assignment" "roles" {
  scope                = "/subscriptions/${var.subscription_id}"
  role_definition_name = "Role Based Access Control Administrator"
  principal_id         = azurerm_user_assigned_identity.deploy.principal_id
  condition_version    = "2.0"

  condition = <<-EOT
    (
      !(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})
      OR
      @Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${join(", ", values(local.roles))}}
    )
  EOT
}

locals {
  # As in components/cluster/azure/names.ts.
  roles = {
    aks_cluster_admin     = "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b"
    blob_data_contributor = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
    dns_zone_contributor  = "befefa01-2a29-4197-83a8-272ff33ce314"
    key_vault_contributor = "f25e0fa2-a7c8-4377-a976-54943a77a395"
    key_vault_crypto_user = "12338af0-0e69-4776-bea7-57ae8d297424"
    key_vault_encryption  = "e147488a-f6f5-4113-8e2d-b22465e65bf6"
    network_contributor   = "4d97b98b-1d4f-4787-a291-c67834d212e7"
  }
}
