using System.Text.Json;

namespace Gatehouse.Server.Tests.Stories;

/// <summary>An API whose callers are known by Lambda authorizers, and whose keys come from them: made, called, changed in place and removed by Terraform.</summary>
[Collection(JobsApiStories.Name)]
public sealed class AuthorizerTests(JobsApi jobs)
{
    private const string Configuration =
        """
        terraform {
          required_providers {
            aws = { source = "hashicorp/aws" }
          }
        }

        variable "image" {}
        variable "architecture" {}
        variable "generation" {
          default = 1
        }

        resource "aws_iam_role" "this" {
          name               = "guarded"
          assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })
        }

        resource "aws_lambda_function" "this" {
          for_each      = toset(["backend", "guard"])
          function_name = "guarded-${each.key}"
          role          = aws_iam_role.this.arn
          package_type  = "Image"
          image_uri     = var.image
          architectures = [var.architecture]
          timeout       = 10
          memory_size   = 512
        }

        resource "aws_lambda_permission" "backend" {
          action        = "lambda:InvokeFunction"
          function_name = aws_lambda_function.this["backend"].function_name
          principal     = "apigateway.amazonaws.com"
          source_arn    = "${aws_api_gateway_rest_api.this.execution_arn}/*/GET/*"
        }

        resource "aws_lambda_permission" "guard" {
          action        = "lambda:InvokeFunction"
          function_name = aws_lambda_function.this["guard"].function_name
          principal     = "apigateway.amazonaws.com"
          source_arn    = "${aws_api_gateway_rest_api.this.execution_arn}/authorizers/*"
        }

        resource "aws_api_gateway_rest_api" "this" {
          name           = "guarded"
          api_key_source = "AUTHORIZER"
        }

        resource "aws_api_gateway_authorizer" "token" {
          rest_api_id                      = aws_api_gateway_rest_api.this.id
          name                             = "token"
          authorizer_uri                   = aws_lambda_function.this["guard"].invoke_arn
          identity_validation_expression   = "^[a-z]+( .*)?$"
          authorizer_result_ttl_in_seconds = var.generation == 1 ? 300 : 0
        }

        resource "aws_api_gateway_authorizer" "request" {
          rest_api_id     = aws_api_gateway_rest_api.this.id
          name            = "request-${var.generation}"
          type            = "REQUEST"
          authorizer_uri  = aws_lambda_function.this["guard"].invoke_arn
          identity_source = "method.request.querystring.as,method.request.header.X-From"
        }

        locals {
          authorizers = { token = aws_api_gateway_authorizer.token.id, request = aws_api_gateway_authorizer.request.id }
        }

        resource "aws_api_gateway_resource" "this" {
          for_each    = toset(["token", "request"])
          rest_api_id = aws_api_gateway_rest_api.this.id
          parent_id   = aws_api_gateway_rest_api.this.root_resource_id
          path_part   = each.key
        }

        resource "aws_api_gateway_method" "this" {
          for_each         = aws_api_gateway_resource.this
          rest_api_id      = aws_api_gateway_rest_api.this.id
          resource_id      = each.value.id
          http_method      = "GET"
          authorization    = "CUSTOM"
          authorizer_id    = local.authorizers[each.key]
          api_key_required = each.key == "token"
        }

        resource "aws_api_gateway_integration" "this" {
          for_each                = aws_api_gateway_method.this
          rest_api_id             = aws_api_gateway_rest_api.this.id
          resource_id             = each.value.resource_id
          http_method             = each.value.http_method
          type                    = "AWS_PROXY"
          integration_http_method = "POST"
          uri                     = aws_lambda_function.this["backend"].invoke_arn
        }

        resource "aws_api_gateway_deployment" "this" {
          rest_api_id = aws_api_gateway_rest_api.this.id
          triggers    = { generation = var.generation }
          depends_on  = [aws_api_gateway_integration.this, aws_api_gateway_authorizer.token, aws_api_gateway_authorizer.request]
          lifecycle {
            create_before_destroy = true
          }
        }

        resource "aws_api_gateway_stage" "this" {
          rest_api_id   = aws_api_gateway_rest_api.this.id
          deployment_id = aws_api_gateway_deployment.this.id
          stage_name    = "v1"
        }

        resource "aws_api_gateway_api_key" "this" {
          name = "guarded"
        }

        resource "aws_api_gateway_usage_plan" "this" {
          name = "guarded"
          api_stages {
            api_id = aws_api_gateway_rest_api.this.id
            stage  = aws_api_gateway_stage.this.stage_name
          }
        }

        resource "aws_api_gateway_usage_plan_key" "this" {
          key_id        = aws_api_gateway_api_key.this.id
          key_type      = "API_KEY"
          usage_plan_id = aws_api_gateway_usage_plan.this.id
        }

        output "api" {
          value = aws_api_gateway_rest_api.this.id
        }

        output "authorizer" {
          value = aws_api_gateway_authorizer.token.id
        }

        output "key" {
          value     = aws_api_gateway_api_key.this.value
          sensitive = true
        }
        """;

    [Fact]
    public async Task GuardedApi_AsksItsFunctionsAndFollowsItsTerraform()
    {
        _ = await jobs.EchoAsync();
        var folder = Directory.CreateDirectory(jobs.Server.In("guarded")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "main.tf"), Configuration);
        var terraform = new TerraformFolder(
            jobs.Server.Tool, folder, Path.Combine(folder, "terraform.tfstate"), $"image={jobs.Server.Registry}/echo:1", $"architecture={JobsApi.Architecture}");
        await terraform.InitAsync();
        await terraform.ApplyAsync();
        await terraform.PlanIsEmptyAsync();
        var (api, authorizer, key) = (await terraform.OutputAsync("api"), await terraform.OutputAsync("authorizer"), await terraform.OutputAsync("key"));
        var url = $"http://{api}.execute-api.localhost:{jobs.Server.Port}/v1";

        var first = await AllowedAsync("-H", $"Authorization: allow {key}", $"{url}/token");
        Assert.Equal(("somebody", "1", "true", key), (Text(first, "principalId"), Text(first, "number"), Text(first, "yes"), first.GetProperty("identity").GetProperty("apiKey").GetString()));
        Assert.True(first.GetProperty("authorizer").GetProperty("integrationLatency").GetInt64() >= 0);
        Assert.Equal(Text(first, "decision"), Text(await AllowedAsync("-H", $"Authorization: allow {key}", $"{url}/token"), "decision"));

        await RefusedAsync(401, "UnauthorizedException", """{"message":"Unauthorized"}""", $"{url}/token");
        await RefusedAsync(401, "UnauthorizedException", """{"message":"Unauthorized"}""", "-H", "Authorization: 42", $"{url}/token");
        await RefusedAsync(401, "UnauthorizedException", """{"message":"Unauthorized"}""", "-H", "Authorization: nobody", $"{url}/token");
        await RefusedAsync(500, "AuthorizerConfigurationException", """{"message":null}""", "-H", "Authorization: nonsense", $"{url}/token");
        await RefusedAsync(403, "ForbiddenException", """{"message":"Forbidden"}""", "-H", "Authorization: allow", "-H", $"x-api-key: {key}", $"{url}/token");
        var denied = await RefusedAsync(
            403, "AccessDeniedException", """{"Message":"User is not authorized to access this resource with an explicit deny in an identity-based policy"}""", "-H", "Authorization: deny", $"{url}/token");
        var explained = await jobs.Server.CommandAsync("explain", denied.RequestId!);
        Assert.Contains("Refused: AuthorizerDenied", explained.Output, StringComparison.Ordinal);

        Assert.Equal("somebody", Text(await AllowedAsync("-H", "X-From: here", $"{url}/request?as=allow"), "principalId"));
        await RefusedAsync(401, "UnauthorizedException", """{"message":"Unauthorized"}""", $"{url}/request?as=allow");
        await RefusedAsync(401, "UnauthorizedException", """{"message":"Unauthorized"}""", "-H", "X-From: here", $"{url}/request");

        var tried = await jobs.Server.Tool.RunAsync(
            "aws", "apigateway", "test-invoke-authorizer", "--rest-api-id", api, "--authorizer-id", authorizer, "--headers", "Authorization=allow", "--query", "[clientStatus,principalId]", "--output", "text");
        Assert.Equal("0\tsomebody", tried);
        await jobs.Server.Tool.RunAsync("aws", "apigateway", "flush-stage-authorizers-cache", "--rest-api-id", api, "--stage-name", "v1");
        Assert.NotEqual(Text(first, "decision"), Text(await AllowedAsync("-H", $"Authorization: allow {key}", $"{url}/token"), "decision"));

        var update = await terraform.ApplyAsync("-var=generation=2");
        Assert.Contains("1 added, 3 changed, 1 destroyed", update, StringComparison.Ordinal); // both authorizers and the stage, which gets a new deployment
        await terraform.PlanIsEmptyAsync("-var=generation=2");
        string?[] decisions = [.. await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ => Text(await AllowedAsync("-H", $"Authorization: allow {key}", $"{url}/token"), "decision")))];
        Assert.Equal(3, decisions.Distinct().Count());

        await terraform.DestroyAsync("-var=generation=2");
        Assert.Equal(403, (await Answer.OfAsync($"{url}/token")).Status);
    }

    private static async Task<JsonElement> AllowedAsync(params string[] arguments)
    {
        var answer = await Answer.OfAsync(arguments);
        Assert.True(answer.Status == 200, answer.Body);
        using var seen = JsonDocument.Parse(answer.Body);
        return seen.RootElement.GetProperty("requestContext").Clone();
    }

    private static async Task<Answer> RefusedAsync(int status, string errorType, string body, params string[] arguments)
    {
        var answer = await Answer.OfAsync(arguments);
        Assert.Equal((status, errorType, body), (answer.Status, answer["x-amzn-ErrorType"], answer.Body));
        return answer;
    }

    private static string? Text(JsonElement context, string member) => context.GetProperty("authorizer").GetProperty(member).GetString();
}
