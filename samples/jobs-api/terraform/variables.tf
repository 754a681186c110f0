variable "name" {
  description = "Names the API, its function and its image repository."
  type        = string
  default     = "jobs-api"
}

variable "region" {
  description = "Where everything is made."
  type        = string
  default     = "us-east-1"
}

variable "stage_name" {
  description = "The first segment of the URL's path."
  type        = string
  default     = "stg"
}

variable "base_image" {
  description = "What the function's image is built on."
  type        = string
  default     = "public.ecr.aws/lambda/provided:al2023"
}

variable "builder" {
  description = "What builds and pushes the image: dotnet (the SDK alone), docker, podman or buildah; auto takes the first that is there."
  type        = string
  default     = "auto"

  validation {
    condition     = contains(["auto", "dotnet", "docker", "podman", "buildah"], var.builder)
    error_message = "The builder is auto, dotnet, docker, podman or buildah."
  }
}

variable "architecture" {
  description = "x86_64 or arm64."
  type        = string
  default     = "x86_64"
}

variable "throttle" {
  description = "Requests a second and at once that the key may make; null for no limit."
  type        = object({ rate_limit = number, burst_limit = number })
  default     = null
}

variable "quota" {
  description = "Requests that the key may make in a DAY, WEEK or MONTH; null for no limit."
  type        = object({ limit = number, period = string, offset = optional(number, 0) })
  default     = null
}
