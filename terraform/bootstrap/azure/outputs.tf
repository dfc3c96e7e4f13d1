output "pulumi_backend_url" {
  description = "For pulumi login, or PULUMI_BACKEND_URL."
  value       = "azblob://${azurerm_storage_container.state.name}?storage_account=${azurerm_storage_account.state.name}"
}

output "secrets_provider" {
  description = "For pulumi stack init --secrets-provider."
  value       = "azurekeyvault://${azurerm_key_vault.state.name}.vault.azure.net/keys/${azurerm_key_vault_key.state.name}"
}

output "ci_client_id" {
  description = "AZURE_CLIENT_ID of pipelines that deploy."
  value       = azurerm_user_assigned_identity.deploy.client_id
}

output "ci_principal_id" {
  description = "Identity of pipelines that deploy; the program gives it access to the cluster (platform:cluster.bootstrapState)."
  value       = azurerm_user_assigned_identity.deploy.principal_id
}
