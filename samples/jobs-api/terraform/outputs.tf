output "url" {
  description = "Where the API answers on AWS."
  value       = module.api.url
}

output "api_key" {
  description = "terraform output -raw api_key"
  value       = module.api.api_key
  sensitive   = true
}

output "rest_api_id" {
  value = module.api.rest_api_id
}

output "stage_name" {
  value = module.api.stage_name
}

output "function_name" {
  value = module.api.function_name
}

output "image" {
  value = terraform_data.image.output
}
