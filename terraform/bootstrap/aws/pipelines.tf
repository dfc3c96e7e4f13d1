# Pipelines of GitLab prove who they are with tokens that GitLab signs: no key of AWS is stored anywhere.

locals {
  issuer = trimprefix(var.gitlab_url, "https://")

  # What a token says of its pipeline. A preview runs for merge requests too, whose code nobody has approved.
  subjects = {
    deploy  = ["project_path:${var.gitlab_project}:ref_type:branch:ref:${var.deploy_branch}"]
    preview = ["project_path:${var.gitlab_project}:ref_type:branch:ref:*"]
  }
}

resource "aws_iam_openid_connect_provider" "gitlab" {
  url            = var.gitlab_url
  client_id_list = [var.gitlab_url]
}

resource "aws_iam_role" "deploy" {
  name                 = "${var.name}-ci-deploy"
  description          = "Pipelines of ${var.deploy_branch} deploy with it"
  max_session_duration = 7200

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.gitlab.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "${local.issuer}:aud" = var.gitlab_url
          "${local.issuer}:sub" = local.subjects.deploy
        }
      }
    }]
  })
}

resource "aws_iam_role" "preview" {
  name                 = "${var.name}-ci-preview"
  description          = "Pipelines of merge requests read with it"
  max_session_duration = 3600

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.gitlab.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = { "${local.issuer}:aud" = var.gitlab_url }
        StringLike   = { "${local.issuer}:sub" = local.subjects.preview }
      }
    }]
  })
}

# Both read and lock the state; only the deploying one can change it, or anything else.

locals {
  state_objects = "${aws_s3_bucket.state.arn}/*"

  read_state = [
    { Effect = "Allow", Action = ["s3:ListBucket", "s3:GetBucketLocation"], Resource = aws_s3_bucket.state.arn },
    { Effect = "Allow", Action = "s3:GetObject", Resource = local.state_objects },
    { Effect = "Allow", Action = ["kms:Decrypt", "kms:DescribeKey"], Resource = aws_kms_key.state.arn },
  ]

  write_state = [
    { Effect = "Allow", Action = ["s3:PutObject", "s3:DeleteObject"], Resource = local.state_objects },
    { Effect = "Allow", Action = ["kms:Encrypt", "kms:GenerateDataKey*"], Resource = aws_kms_key.state.arn },
  ]

  services = ["autoscaling", "budgets", "ec2", "eks", "elasticloadbalancing", "kms", "logs", "s3"]
}

resource "aws_iam_role_policy" "preview" {
  name   = "state"
  role   = aws_iam_role.preview.name
  policy = jsonencode({ Version = "2012-10-17", Statement = local.read_state })
}

resource "aws_iam_role_policy_attachment" "preview" {
  role       = aws_iam_role.preview.name
  policy_arn = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"
}

resource "aws_iam_role_policy" "deploy" {
  name = "platform"
  role = aws_iam_role.deploy.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(local.read_state, local.write_state, [
      {
        Sid      = "Services"
        Effect   = "Allow"
        Action   = [for service in local.services : "${service}:*"]
        Resource = "*"
      },
      {
        # Roles of the platform's own only.
        Sid    = "OwnRoles"
        Effect = "Allow"
        Action = [
          "iam:AttachRolePolicy",
          "iam:CreateRole",
          "iam:DeleteRole",
          "iam:DeleteRolePolicy",
          "iam:DetachRolePolicy",
          "iam:GetRole",
          "iam:GetRolePolicy",
          "iam:ListAttachedRolePolicies",
          "iam:ListInstanceProfilesForRole",
          "iam:ListRolePolicies",
          "iam:PassRole",
          "iam:PutRolePolicy",
          "iam:TagRole",
          "iam:UntagRole",
          "iam:UpdateAssumeRolePolicy",
        ]
        Resource = "arn:aws:iam::${var.account_id}:role/${var.name}-*"
      },
      {
        # Services make these for themselves, once per account.
        Sid       = "ServiceRoles"
        Effect    = "Allow"
        Action    = "iam:CreateServiceLinkedRole"
        Resource  = "arn:aws:iam::${var.account_id}:role/aws-service-role/*"
        Condition = { StringEquals = { "iam:AWSServiceName" = [for service in local.services : "${service}.amazonaws.com"] } }
      },
      {
        # What backups and the state can be restored from outlives a pipeline that was taken over.
        Sid      = "NotOldVersions"
        Effect   = "Deny"
        Action   = ["s3:BypassGovernanceRetention", "s3:DeleteObjectVersion"]
        Resource = "*"
      },
      {
        # The pipeline must not give itself more.
        Sid      = "NotItself"
        Effect   = "Deny"
        Action   = ["iam:*"]
        Resource = "arn:aws:iam::${var.account_id}:role/${var.name}-ci-*"
      },
    ])
  })
}
