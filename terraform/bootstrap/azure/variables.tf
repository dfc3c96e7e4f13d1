variable "subscription_id" {
  description = "Subscription that may be changed."
  type        = string

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", lower(var.subscription_id)))
    error_message = "subscription_id must be a UUID."
  }
}

variable "tenant_id" {
  description = "Tenant of Entra ID."
  type        = string

  validation {
    condition     = can(regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", lower(var.tenant_id)))
    error_message = "tenant_id must be a UUID."
  }
}

variable "location" {
  description = "Region of the state; the clusters may be elsewhere."
  type        = string
}

variable "name" {
  description = "Beginning of all names; the same for every stack of the subscription."
  type        = string
  default     = "platform"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,12}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 14 of a-z, 0-9 and hyphens, beginning with a letter."
  }
}

variable "gitlab_url" {
  description = "Address of GitLab, which signs the pipelines' tokens."
  type        = string
  default     = "https://gitlab.com"

  validation {
    condition     = can(regex("^https://[^/]+$", var.gitlab_url))
    error_message = "gitlab_url must be https:// and a host, without a path."
  }
}

variable "gitlab_project" {
  description = "Path of the project that holds this program, such as acme/platform."
  type        = string

  validation {
    condition     = can(regex("^[^*/]+(/[^*/]+)+$", var.gitlab_project))
    error_message = "gitlab_project must be group/project, without patterns."
  }
}

variable "deploy_branch" {
  description = "The protected branch whose pipelines may deploy."
  type        = string
  default     = "main"
}
