using System.Net;
using Gatehouse.Lambda.Tests.Hosting;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Lambda.Tests;

public sealed class TerraformTests(LambdaHost host) : IClassFixture<LambdaHost>
{
    private const string Configuration =
        """
        variable "generation" {
          default = 1
        }

        provider "aws" {
          skip_credentials_validation = true
          skip_requesting_account_id  = true
          default_tags {
            tags = { generation = var.generation }
          }
        }

        resource "aws_lambda_function" "jobs" {
          function_name                  = "jobs"
          description                    = "Jobs, generation ${var.generation}"
          role                           = "arn:aws:iam::000000000000:role/runs"
          package_type                   = "Image"
          image_uri                      = "000000000000.dkr.ecr.us-east-1.amazonaws.com/actor:${var.generation}"
          timeout                        = 10 * var.generation
          memory_size                    = 128 * var.generation
          publish                        = true
          reserved_concurrent_executions = 4 + var.generation
          environment {
            variables = { GENERATION = var.generation }
          }
          ephemeral_storage {
            size = 512 * var.generation
          }
          tracing_config {
            mode = "PassThrough"
          }
          logging_config {
            log_format = "Text"
            log_group  = "/jobs"
          }
          dynamic "image_config" {
            for_each = var.generation == 1 ? [1] : []
            content {
              command = ["overridden"]
            }
          }
        }

        resource "aws_lambda_alias" "live" {
          name             = "live"
          function_name    = aws_lambda_function.jobs.function_name
          function_version = "1"
          description      = "generation ${var.generation}"
          dynamic "routing_config" {
            for_each = var.generation == 1 ? [] : [1]
            content {
              additional_version_weights = { (aws_lambda_function.jobs.version) = 0.25 }
            }
          }
        }

        resource "aws_lambda_permission" "get" {
          action        = "lambda:InvokeFunction"
          function_name = aws_lambda_function.jobs.function_name
          principal     = "apigateway.amazonaws.com"
          source_arn    = "arn:aws:execute-api:us-east-1:000000000000:abc/*/GET/jobs/{jobId}"
        }

        resource "aws_lambda_permission" "live" {
          action        = "lambda:InvokeFunction"
          function_name = aws_lambda_function.jobs.function_name
          qualifier     = aws_lambda_alias.live.name
          principal     = "apigateway.amazonaws.com"
          statement_id  = "live"
        }

        data "aws_lambda_function" "jobs" {
          function_name = aws_lambda_function.jobs.function_name
          qualifier     = aws_lambda_alias.live.name
        }

        output "image" {
          value = data.aws_lambda_function.jobs.image_uri
        }
        """;

    [Fact]
    public async Task FunctionAliasAndPermissions_ApplyUpdateImportAndGo()
    {
        host.Images.Push("2", TestImage.Actor("two"));
        using var terraform = await Terraform.InitAsync(host.Wire.Address, Configuration);

        await terraform.ApplyAsync();
        await terraform.PlanIsEmptyAsync();
        Assert.Equal("/actor|overridden|", (await host.InvokeAsync("jobs", """{"args":""}""")).Body);

        await terraform.ApplyAsync("generation=2");
        Assert.Equal("", await terraform.PlanAsync("generation=2"));
        Assert.Equal("/actor|two|", (await host.InvokeAsync("jobs", """{"args":""}""")).Body);
        Assert.Equal("2", (await host.InvokeAsync("jobs", """{"env":"GENERATION"}""", "?Qualifier=2")).Body);

        await terraform.RunAsync("state", "rm", "aws_lambda_function.jobs");
        await terraform.RunAsync("import", "-no-color", "-var=generation=2", "aws_lambda_function.jobs", "jobs");
        await terraform.DestroyAsync("generation=2");
        Assert.Equal(HttpStatusCode.NotFound, (await host.SendAsync(HttpMethod.Get, "/2015-03-31/functions/jobs")).Status);
    }
}
