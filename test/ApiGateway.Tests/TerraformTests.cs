using Gatehouse.ApiGateway.Tests.Hosting;

namespace Gatehouse.ApiGateway.Tests;

public sealed class TerraformTests : IAsyncLifetime
{
    private const string Configuration =
        """
        variable "generation" {
          default = 1
        }

        provider "aws" {
          default_tags {
            tags = { team = "gatehouse", generation = var.generation }
          }
        }

        resource "aws_api_gateway_account" "this" {
          cloudwatch_role_arn = "arn:aws:iam::000000000000:role/gateway-logs"
        }

        resource "aws_api_gateway_rest_api" "jobs" {
          name                     = "jobs-${var.generation}"
          description              = "Jobs, generation ${var.generation}"
          binary_media_types       = var.generation == 1 ? ["image/png"] : ["image/png", "application/octet-stream"]
          minimum_compression_size = 1024
          policy                   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "execute-api:Invoke", Resource = "*" }] })
          endpoint_configuration {
            types = [var.generation == 1 ? "EDGE" : "REGIONAL"]
          }
        }

        resource "aws_api_gateway_resource" "jobs" {
          rest_api_id = aws_api_gateway_rest_api.jobs.id
          parent_id   = aws_api_gateway_rest_api.jobs.root_resource_id
          path_part   = "jobs"
        }

        resource "aws_api_gateway_resource" "job" {
          rest_api_id = aws_api_gateway_rest_api.jobs.id
          parent_id   = aws_api_gateway_resource.jobs.id
          path_part   = var.generation == 1 ? "{id}" : "{jobId}"
        }

        resource "aws_api_gateway_model" "job" {
          rest_api_id  = aws_api_gateway_rest_api.jobs.id
          name         = "Job"
          description  = "A job, generation ${var.generation}"
          content_type = "application/json"
          schema       = jsonencode({ type = "object", required = ["name"], properties = { name = { type = "string" } } })
        }

        resource "aws_api_gateway_request_validator" "both" {
          rest_api_id                 = aws_api_gateway_rest_api.jobs.id
          name                        = "both"
          validate_request_body       = true
          validate_request_parameters = var.generation == 1
        }

        resource "aws_api_gateway_method" "post" {
          rest_api_id          = aws_api_gateway_rest_api.jobs.id
          resource_id          = aws_api_gateway_resource.jobs.id
          http_method          = "POST"
          authorization        = "NONE"
          api_key_required     = true
          request_validator_id = aws_api_gateway_request_validator.both.id
          request_models       = { "application/json" = aws_api_gateway_model.job.name }
          request_parameters   = { "method.request.querystring.dry" = var.generation == 2 }
        }

        resource "aws_api_gateway_method" "get" {
          rest_api_id      = aws_api_gateway_rest_api.jobs.id
          resource_id      = aws_api_gateway_resource.job.id
          http_method      = "GET"
          authorization    = "NONE"
          api_key_required = var.generation == 1
        }

        resource "aws_api_gateway_integration" "post" {
          rest_api_id             = aws_api_gateway_rest_api.jobs.id
          resource_id             = aws_api_gateway_resource.jobs.id
          http_method             = aws_api_gateway_method.post.http_method
          type                    = "AWS_PROXY"
          integration_http_method = "POST"
          uri                     = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:jobs/invocations"
        }

        resource "aws_api_gateway_integration" "get" {
          rest_api_id       = aws_api_gateway_rest_api.jobs.id
          resource_id       = aws_api_gateway_resource.job.id
          http_method       = aws_api_gateway_method.get.http_method
          type              = "MOCK"
          timeout_milliseconds = 1000 + var.generation
          request_templates = { "application/json" = "{\"statusCode\": 200}" }
        }

        resource "aws_api_gateway_method_response" "ok" {
          rest_api_id         = aws_api_gateway_rest_api.jobs.id
          resource_id         = aws_api_gateway_resource.job.id
          http_method         = aws_api_gateway_method.get.http_method
          status_code         = "200"
          response_models     = { "application/json" = var.generation == 1 ? "Empty" : "Error" }
          response_parameters = { "method.response.header.X-Generation" = true }
        }

        resource "aws_api_gateway_integration_response" "ok" {
          rest_api_id         = aws_api_gateway_rest_api.jobs.id
          resource_id         = aws_api_gateway_resource.job.id
          http_method         = aws_api_gateway_method.get.http_method
          status_code         = aws_api_gateway_method_response.ok.status_code
          response_templates  = { "application/json" = "{\"generation\": ${var.generation}}" }
          response_parameters = { "method.response.header.X-Generation" = "'${var.generation}'" }
          depends_on          = [aws_api_gateway_integration.get]
        }

        resource "aws_api_gateway_gateway_response" "forbidden" {
          rest_api_id         = aws_api_gateway_rest_api.jobs.id
          response_type       = "INVALID_API_KEY"
          status_code         = "403"
          response_templates  = { "application/json" = "{\"message\":$context.error.messageString}" }
          response_parameters = { "gatewayresponse.header.X-Generation" = "'${var.generation}'" }
        }

        resource "aws_api_gateway_deployment" "this" {
          rest_api_id = aws_api_gateway_rest_api.jobs.id
          description = "Generation ${var.generation}"
          triggers    = { generation = var.generation }
          depends_on  = [aws_api_gateway_integration.post, aws_api_gateway_integration_response.ok, aws_api_gateway_gateway_response.forbidden]
          lifecycle {
            create_before_destroy = true
          }
        }

        resource "aws_api_gateway_stage" "live" {
          rest_api_id           = aws_api_gateway_rest_api.jobs.id
          deployment_id         = aws_api_gateway_deployment.this.id
          stage_name            = "live"
          description           = "Generation ${var.generation}"
          cache_cluster_enabled = true
          cache_cluster_size    = "0.5"
          variables             = var.generation == 1 ? { a = "1", b = "2" } : { a = "3" }
          access_log_settings {
            destination_arn = "arn:aws:logs:us-east-1:000000000000:log-group:/gateway/jobs"
            format          = "$context.requestId $context.status ${var.generation}"
          }
          depends_on = [aws_api_gateway_account.this]
        }

        resource "aws_api_gateway_method_settings" "all" {
          rest_api_id = aws_api_gateway_rest_api.jobs.id
          stage_name  = aws_api_gateway_stage.live.stage_name
          method_path = "*/*"
          settings {
            metrics_enabled        = true
            logging_level          = "INFO"
            throttling_burst_limit = 50 + var.generation
            throttling_rate_limit  = 100.5
            cache_ttl_in_seconds   = 30
          }
        }

        resource "aws_api_gateway_method_settings" "get" {
          rest_api_id = aws_api_gateway_rest_api.jobs.id
          stage_name  = aws_api_gateway_stage.live.stage_name
          method_path = "jobs/{id}/GET"
          settings {
            logging_level = "OFF"
          }
          depends_on = [aws_api_gateway_method_settings.all]
        }

        resource "aws_api_gateway_api_key" "made" {
          name    = "made"
          enabled = var.generation == 1
        }

        resource "aws_api_gateway_api_key" "given" {
          name        = "given-${var.generation}"
          description = "Generation ${var.generation}"
          customer_id = "customer-${var.generation}"
          value       = "abcdefghijklmnopqrstuvwxyz0123456789"
        }

        resource "aws_api_gateway_usage_plan" "plan" {
          name         = "plan-${var.generation}"
          description  = "Generation ${var.generation}"
          product_code = "code-${var.generation}"
          api_stages {
            api_id = aws_api_gateway_rest_api.jobs.id
            stage  = aws_api_gateway_stage.live.stage_name
            throttle {
              path        = "/jobs/POST"
              rate_limit  = 2.5 + var.generation
              burst_limit = 4 + var.generation
            }
            throttle {
              path        = var.generation == 1 ? "/jobs/{id}/GET" : "/jobs/{jobId}/GET"
              rate_limit  = 1
              burst_limit = 1
            }
          }
          throttle_settings {
            rate_limit  = 10.5 + var.generation
            burst_limit = 20 + var.generation
          }
          dynamic "quota_settings" {
            for_each = var.generation == 2 ? [] : [1]
            content {
              limit  = 1000
              offset = 2
              period = "WEEK"
            }
          }
        }

        resource "aws_api_gateway_usage_plan" "quota" {
          name = "quota"
          quota_settings {
            limit  = 1000 * var.generation
            offset = var.generation == 1 ? 2 : 0
            period = var.generation == 1 ? "WEEK" : "DAY"
          }
        }

        resource "aws_api_gateway_usage_plan_key" "made" {
          usage_plan_id = var.generation == 1 ? aws_api_gateway_usage_plan.plan.id : aws_api_gateway_usage_plan.quota.id
          key_id        = aws_api_gateway_api_key.made.id
          key_type      = "API_KEY"
        }

        resource "aws_api_gateway_usage_plan_key" "given" {
          usage_plan_id = aws_api_gateway_usage_plan.plan.id
          key_id        = aws_api_gateway_api_key.given.id
          key_type      = "API_KEY"
        }

        output "api" {
          value = aws_api_gateway_rest_api.jobs.id
        }

        output "resource" {
          value = aws_api_gateway_resource.job.id
        }

        output "key" {
          value     = aws_api_gateway_api_key.made.value
          sensitive = true
        }
        """;

    private ApiGatewayHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ApiGatewayHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task KeyedApi_IsAppliedUpdatedImportedAndDestroyed()
    {
        using var terraform = await Terraform.InitAsync(_host.Address, Configuration);
        await terraform.ApplyAsync();
        await terraform.PlanIsEmptyAsync();
        Assert.Equal(40, (await terraform.OutputAsync("key")).Length);

        var updated = await terraform.ApplyAsync("generation=2");
        Assert.Contains("2 destroyed", updated, StringComparison.Ordinal);
        await terraform.PlanIsEmptyAsync("generation=2");

        var (api, resource) = (await terraform.OutputAsync("api"), await terraform.OutputAsync("resource"));
        await terraform.ImportAsync("aws_api_gateway_integration.get", $"{api}/{resource}/GET", "generation=2");
        await terraform.ImportAsync("aws_api_gateway_rest_api.jobs", api, "generation=2");
        Assert.DoesNotContain("must be replaced", await terraform.PlanAsync("generation=2"), StringComparison.Ordinal);

        await terraform.DestroyAsync("generation=2");
        Assert.Equal("[] [] []", await _host.PythonAsync("print(gw.get_rest_apis()['items'], gw.get_api_keys()['items'], gw.get_usage_plans()['items'])"));
    }
}
