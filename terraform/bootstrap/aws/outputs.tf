output "state_bucket" {
  description = "Bucket of Pulumi's state."
  value       = aws_s3_bucket.state.bucket
}

output "pulumi_backend_url" {
  description = "For pulumi login, or PULUMI_BACKEND_URL."
  value       = "s3://${aws_s3_bucket.state.bucket}?region=${var.region}&awssdk=v2"
}

output "secrets_provider" {
  description = "For pulumi stack init --secrets-provider."
  value       = "awskms://${aws_kms_alias.state.name}?region=${var.region}"
}

output "state_key_arn" {
  description = "Key of the state."
  value       = aws_kms_key.state.arn
}

output "ci_role_arn" {
  description = "Role of pipelines that deploy; the program gives it access to the cluster (platform:cluster.bootstrapState)."
  value       = aws_iam_role.deploy.arn
}

output "ci_preview_role_arn" {
  description = "Role of pipelines that preview."
  value       = aws_iam_role.preview.arn
}
