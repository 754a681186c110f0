provider "aws" {
  region = var.region
}

resource "aws_ecr_repository" "jobs" {
  name         = var.name
  force_delete = true
}

locals {
  sample  = abspath("${path.module}/../csharp")
  library = abspath("${path.module}/../../../src/Functions")

  # What the image is made of names it: a change of the code is a new tag, and the function follows in the same apply.
  sources = merge([
    for folder in [local.sample, local.library] : {
      for file in setunion(fileset(folder, "*.csproj"), fileset(folder, "Dockerfile"), fileset(folder, "**/*.cs")) :
      "${basename(folder)}/${file}" => filesha256("${folder}/${file}")
    }
  ]...)
  tag = substr(sha256(jsonencode([local.sources, var.base_image, var.architecture])), 0, 16)
}

resource "terraform_data" "image" {
  input            = "${aws_ecr_repository.jobs.repository_url}:${local.tag}"
  triggers_replace = "${aws_ecr_repository.jobs.repository_url}:${local.tag}"

  provisioner "local-exec" {
    command = "${path.module}/../build-image.sh"

    environment = {
      IMAGE        = self.input
      BASE_IMAGE   = var.base_image
      BUILDER      = var.builder
      ARCHITECTURE = var.architecture
      AWS_REGION   = var.region
    }
  }

  lifecycle {
    # A repository that was made anew is empty.
    replace_triggered_by = [aws_ecr_repository.jobs.registry_id, aws_ecr_repository.jobs.arn]
  }
}

module "api" {
  source = "../../../terraform/keyed-api"

  name         = var.name
  description  = "Takes jobs and tells how they are."
  image_uri    = terraform_data.image.output
  architecture = var.architecture
  stage_name   = var.stage_name
  throttle     = var.throttle
  quota        = var.quota

  routes = {
    "POST /jobs"        = {}
    "GET /jobs/{jobId}" = {}
  }
}
