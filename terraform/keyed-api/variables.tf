variable "name" {
  description = "Names the API, the function, the role, the key and the usage plan."
  type        = string

  validation {
    condition     = can(regex("^[a-zA-Z0-9-_]{1,58}$", var.name))
    error_message = "The name takes 1 to 58 letters, digits, hyphens and underscores: a role's name ends at 64."
  }
}

variable "description" {
  description = "Says what the API is for."
  type        = string
  default     = null
}

variable "image_uri" {
  description = "The function's container image, in a registry that Lambda can pull from."
  type        = string

  validation {
    condition     = length(var.image_uri) > 0
    error_message = "An image is needed: REPOSITORY_URL:TAG or REPOSITORY_URL@DIGEST."
  }
}

variable "routes" {
  description = "The methods that the function serves: \"GET /jobs/{jobId}\" = {}. Up to six path segments; the last may be greedy: {path+}."
  type = map(object({
    api_key_required = optional(bool, true)
    authorization    = optional(string, "NONE")
    authorizer_id    = optional(string)
  }))

  validation {
    condition = length(var.routes) > 0 && alltrue([
      for route in keys(var.routes) : can(regex(
        "^(ANY|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT) (/|(/([A-Za-z0-9._:-]+|\\{[A-Za-z0-9._:-]+\\}))*/([A-Za-z0-9._:-]+|\\{[A-Za-z0-9._:-]+\\+?\\}))$", route
      ))
    ])
    error_message = "Each route is a method and a path, such as \"GET /jobs/{jobId}\" or \"ANY /files/{path+}\"; at least one is needed."
  }

  validation {
    condition     = alltrue([for route in keys(var.routes) : length(regexall("/", route)) <= 6])
    error_message = "A path has at most six segments."
  }

  validation {
    condition     = alltrue([for route in values(var.routes) : contains(["NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"], route.authorization)])
    error_message = "The authorization is NONE, AWS_IAM, CUSTOM or COGNITO_USER_POOLS."
  }
}

variable "stage_name" {
  description = "The stage, which is the first segment of the URL's path."
  type        = string
  default     = "v1"

  validation {
    condition     = can(regex("^[a-zA-Z0-9-_]{1,128}$", var.stage_name))
    error_message = "A stage's name takes letters, digits, hyphens and underscores."
  }
}

variable "stage_variables" {
  description = "Variables that each event carries."
  type        = map(string)
  default     = {}
}

variable "endpoint_type" {
  description = "REGIONAL, EDGE or PRIVATE."
  type        = string
  default     = "REGIONAL"

  validation {
    condition     = contains(["REGIONAL", "EDGE", "PRIVATE"], var.endpoint_type)
    error_message = "The endpoint type is REGIONAL, EDGE or PRIVATE."
  }
}

variable "binary_media_types" {
  description = "Media types whose bodies are bytes: they reach the function in base64 and leave it decoded."
  type        = list(string)
  default     = []
}

variable "throttle" {
  description = "What one key may do: requests a second on average, and how many at once. Null sets no limit of the plan's own."
  type = object({
    rate_limit  = number
    burst_limit = number
  })
  default = null

  validation {
    condition     = var.throttle == null ? true : var.throttle.rate_limit > 0 && var.throttle.burst_limit >= 1
    error_message = "Rate and burst are positive."
  }
}

variable "quota" {
  description = "How many requests one key may make in a DAY, WEEK or MONTH; offset moves the first day of a week or month. Null sets none."
  type = object({
    limit  = number
    period = string
    offset = optional(number, 0)
  })
  default = null

  validation {
    condition     = var.quota == null ? true : contains(["DAY", "WEEK", "MONTH"], var.quota.period) && var.quota.limit >= 1
    error_message = "The period is DAY, WEEK or MONTH and the limit at least 1."
  }
}

variable "api_key_value" {
  description = "The key itself, 20 to 128 characters. Null lets API Gateway make one."
  type        = string
  default     = null
  sensitive   = true

  validation {
    condition     = var.api_key_value == null ? true : length(var.api_key_value) >= 20 && length(var.api_key_value) <= 128
    error_message = "A key has 20 to 128 characters."
  }
}

variable "memory_size" {
  description = "The function's memory in MB; its share of CPU grows with it."
  type        = number
  default     = 256

  validation {
    condition     = var.memory_size >= 128 && var.memory_size <= 10240 && floor(var.memory_size) == var.memory_size
    error_message = "The memory is 128 to 10240 MB."
  }
}

variable "timeout" {
  description = "Seconds that one event may take. API Gateway itself waits 29 at most."
  type        = number
  default     = 10

  validation {
    condition     = var.timeout >= 1 && var.timeout <= 900
    error_message = "The timeout is 1 to 900 seconds."
  }
}

variable "architecture" {
  description = "What the image was built for: x86_64 or arm64."
  type        = string
  default     = "x86_64"

  validation {
    condition     = contains(["x86_64", "arm64"], var.architecture)
    error_message = "The architecture is x86_64 or arm64."
  }
}

variable "environment" {
  description = "The function's environment variables."
  type        = map(string)
  default     = {}
}

variable "policy_json" {
  description = "An IAM policy document with what the function may do besides writing its log."
  type        = string
  default     = null
}

variable "log_retention_days" {
  description = "How long the function's log is kept; 0 keeps it for ever."
  type        = number
  default     = 14

  validation {
    condition     = contains([0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch Logs takes 0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days."
  }
}

variable "tags" {
  description = "Tags of everything that takes tags."
  type        = map(string)
  default     = {}
}
