using System.Net;
using Gatehouse.Lambda.Tests.Hosting;

namespace Gatehouse.Lambda.Tests;

public sealed class DeliveryTerraformTests(LambdaHost host) : IClassFixture<LambdaHost>
{
    private const string Delivery =
        """
        variable "generation" {
          default = 1
        }

        provider "aws" {
          skip_credentials_validation = true
          skip_requesting_account_id  = true
        }

        resource "aws_lambda_function" "all" {
          for_each      = toset(["source", "told"])
          function_name = each.key
          role          = "arn:aws:iam::000000000000:role/runs"
          package_type  = "Image"
          image_uri     = "000000000000.dkr.ecr.us-east-1.amazonaws.com/actor:1"
          publish       = true
        }

        resource "aws_lambda_alias" "live" {
          name             = "live"
          function_name    = aws_lambda_function.all["source"].function_name
          function_version = aws_lambda_function.all["source"].version
        }

        resource "aws_lambda_function_event_invoke_config" "source" {
          function_name                = aws_lambda_function.all["source"].function_name
          maximum_retry_attempts       = var.generation - 1
          maximum_event_age_in_seconds = 60 * var.generation
          destination_config {
            on_failure {
              destination = aws_lambda_function.all["told"].arn
            }
          }
        }

        resource "aws_lambda_function_event_invoke_config" "live" {
          function_name          = aws_lambda_function.all["source"].function_name
          qualifier              = aws_lambda_alias.live.name
          maximum_retry_attempts = 1
        }

        resource "aws_lambda_provisioned_concurrency_config" "live" {
          function_name                     = aws_lambda_function.all["source"].function_name
          qualifier                         = aws_lambda_alias.live.name
          provisioned_concurrent_executions = var.generation
        }

        resource "aws_lambda_function_url" "source" {
          function_name      = aws_lambda_function.all["source"].function_name
          authorization_type = "NONE"
          invoke_mode        = var.generation == 1 ? "BUFFERED" : "RESPONSE_STREAM"
          cors {
            allow_credentials = false
            allow_methods     = ["GET"]
            allow_origins     = ["*"]
            max_age           = 10 * var.generation
          }
        }

        resource "aws_lambda_function_url" "live" {
          function_name      = aws_lambda_function.all["source"].function_name
          qualifier          = aws_lambda_alias.live.name
          authorization_type = "AWS_IAM"
        }

        output "url" {
          value = aws_lambda_function_url.source.function_url
        }
        """;

    [Fact]
    public async Task DeliveryProvisionedAndUrls_ApplyUpdateAndGo()
    {
        using var terraform = await Terraform.InitAsync(host.Wire.Address, Delivery);

        await terraform.ApplyAsync();
        await terraform.PlanIsEmptyAsync();
        var url = new Uri((string)(await host.SendAsync(HttpMethod.Get, "/2021-10-31/functions/source/url")).Json["FunctionUrl"]!);
        using var call = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = url.Host } };
        using var answer = await host.Wire.Client.SendAsync(call, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        await terraform.ApplyAsync("generation=2");
        Assert.Equal("", await terraform.PlanAsync("generation=2"));
        Assert.Equal(120, (int)(await host.SendAsync(HttpMethod.Get, "/2019-09-25/functions/source/event-invoke-config")).Json["MaximumEventAgeInSeconds"]!);

        await terraform.DestroyAsync("generation=2");
        Assert.Equal(HttpStatusCode.NotFound, (await host.SendAsync(HttpMethod.Get, "/2015-03-31/functions/source")).Status);
    }
}
