variable "account_id" {
  description = "Account that may be changed; with credentials of another one nothing happens."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be 12 digits."
  }
}

variable "region" {
  description = "Region of the state; the clusters may be elsewhere."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region must be a region of AWS, such as eu-central-1."
  }
}

variable "name" {
  description = "Beginning of all names; the same for every stack of the account."
  type        = string
  default     = "platform"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,22}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 24 of a-z, 0-9 and hyphens, beginning with a letter."
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

  validation {
    condition     = can(regex("^[^*]+$", var.deploy_branch))
    error_message = "deploy_branch must be one branch, without patterns."
  }
}

variable "create_autoscaling_role" {
  description = "Whether the account has no service-linked role for EC2 Auto Scaling yet (aws iam get-role --role-name AWSServiceRoleForAutoScaling)."
  type        = bool
  default     = false
}
