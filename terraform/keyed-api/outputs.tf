output "url" {
  description = "Where the API answers on AWS; the paths of the routes follow."
  value       = aws_api_gateway_stage.this.invoke_url

  # A URL that is printed before these are there would answer 500 or 403.
  depends_on = [aws_lambda_permission.route, aws_api_gateway_usage_plan_key.this]
}

output "api_key" {
  description = "What callers send as x-api-key."
  value       = aws_api_gateway_api_key.this.value
  sensitive   = true
}

output "api_key_id" {
  value = aws_api_gateway_api_key.this.id
}

output "rest_api_id" {
  value = aws_api_gateway_rest_api.this.id
}

output "execution_arn" {
  value = aws_api_gateway_rest_api.this.execution_arn
}

output "stage_name" {
  value = aws_api_gateway_stage.this.stage_name
}

output "usage_plan_id" {
  value = aws_api_gateway_usage_plan.this.id
}

output "function_name" {
  value = aws_lambda_function.this.function_name
}

output "function_arn" {
  value = aws_lambda_function.this.arn
}

output "role_name" {
  value = aws_iam_role.function.name
}

output "log_group_name" {
  value = aws_cloudwatch_log_group.function.name
}
