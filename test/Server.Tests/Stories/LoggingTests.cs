using System.Text.Json;

namespace Gatehouse.Server.Tests.Stories;

/// <summary>A keyed API that logs what it does and answers refusals in its own words, over its life.</summary>
public sealed class LoggingTests
{
    private const string Configuration =
        """
        variable "generation" {
          default = 1
        }

        resource "aws_iam_role" "logs" {
          name               = "gateway-logs"
          assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "apigateway.amazonaws.com" } }] })
        }

        resource "aws_api_gateway_account" "this" {
          cloudwatch_role_arn = aws_iam_role.logs.arn
        }

        resource "aws_api_gateway_rest_api" "this" {
          name = "logged"
        }

        resource "aws_api_gateway_method" "get" {
          rest_api_id      = aws_api_gateway_rest_api.this.id
          resource_id      = aws_api_gateway_rest_api.this.root_resource_id
          http_method      = "GET"
          authorization    = "NONE"
          api_key_required = true
        }

        resource "aws_api_gateway_integration" "get" {
          rest_api_id       = aws_api_gateway_rest_api.this.id
          resource_id       = aws_api_gateway_rest_api.this.root_resource_id
          http_method       = aws_api_gateway_method.get.http_method
          type              = "MOCK"
          request_templates = { "application/json" = "{\"statusCode\": 200}" }
        }

        resource "aws_api_gateway_method_response" "ok" {
          rest_api_id = aws_api_gateway_rest_api.this.id
          resource_id = aws_api_gateway_rest_api.this.root_resource_id
          http_method = aws_api_gateway_method.get.http_method
          status_code = "200"
        }

        resource "aws_api_gateway_integration_response" "ok" {
          rest_api_id        = aws_api_gateway_rest_api.this.id
          resource_id        = aws_api_gateway_rest_api.this.root_resource_id
          http_method        = aws_api_gateway_method.get.http_method
          status_code        = aws_api_gateway_method_response.ok.status_code
          response_templates = { "application/json" = "{\"fine\": true}" }
          depends_on         = [aws_api_gateway_integration.get]
        }

        resource "aws_api_gateway_gateway_response" "forbidden" {
          rest_api_id   = aws_api_gateway_rest_api.this.id
          response_type = "INVALID_API_KEY"
          status_code   = "401"
          response_templates = {
            "application/json" = "{\"error\":$context.error.messageString,\"type\":\"$context.error.responseType\",\"generation\":${var.generation}}"
          }
          response_parameters = {
            "gatewayresponse.header.Access-Control-Allow-Origin" = "'*'"
            "gatewayresponse.header.X-Request"                   = "context.requestId"
          }
        }

        resource "aws_api_gateway_gateway_response" "others" {
          rest_api_id         = aws_api_gateway_rest_api.this.id
          response_type       = "DEFAULT_4XX"
          response_templates  = { "application/json" = "{\"message\":$context.error.messageString}" } # AWS fills it in: without it, every plan would differ
          response_parameters = { "gatewayresponse.header.Access-Control-Allow-Origin" = "'*'" }
        }

        resource "aws_api_gateway_deployment" "this" {
          rest_api_id = aws_api_gateway_rest_api.this.id
          depends_on = [
            aws_api_gateway_integration_response.ok, aws_api_gateway_gateway_response.forbidden, aws_api_gateway_gateway_response.others,
          ]
        }

        resource "aws_cloudwatch_log_group" "access" {
          name              = "/gateway/logged"
          retention_in_days = 7
        }

        resource "aws_cloudwatch_log_group" "execution" {
          name              = "API-Gateway-Execution-Logs_${aws_api_gateway_rest_api.this.id}/stg"
          retention_in_days = 7
        }

        resource "aws_api_gateway_stage" "stg" {
          rest_api_id   = aws_api_gateway_rest_api.this.id
          deployment_id = aws_api_gateway_deployment.this.id
          stage_name    = "stg"
          access_log_settings {
            destination_arn = aws_cloudwatch_log_group.access.arn
            format          = "{\"id\":\"$context.requestId\",\"generation\":${var.generation},\"status\":$context.status,\"key\":\"$context.identity.apiKeyId\",\"error\":\"$context.error.responseType\"}"
          }
          depends_on = [aws_api_gateway_account.this, aws_cloudwatch_log_group.execution]
        }

        resource "aws_api_gateway_method_settings" "all" {
          rest_api_id = aws_api_gateway_rest_api.this.id
          stage_name  = aws_api_gateway_stage.stg.stage_name
          method_path = "*/*"
          settings {
            logging_level      = var.generation == 1 ? "INFO" : "ERROR"
            data_trace_enabled = var.generation == 1
          }
        }

        resource "aws_api_gateway_usage_plan" "this" {
          name = "logged"
          api_stages {
            api_id = aws_api_gateway_rest_api.this.id
            stage  = aws_api_gateway_stage.stg.stage_name
          }
        }

        resource "aws_api_gateway_api_key" "this" {
          name = "caller"
        }

        resource "aws_api_gateway_usage_plan_key" "this" {
          usage_plan_id = aws_api_gateway_usage_plan.this.id
          key_id        = aws_api_gateway_api_key.this.id
          key_type      = "API_KEY"
        }

        output "api" {
          value = aws_api_gateway_rest_api.this.id
        }

        output "key_id" {
          value = aws_api_gateway_api_key.this.id
        }

        output "key" {
          value     = aws_api_gateway_api_key.this.value
          sensitive = true
        }
        """;

    // Far more than the second that it should take.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task LoggedApi_TellsEveryCallAndFollowsItsTerraform()
    {
        await using var server = await StoryServer.StartAsync();
        using var terraform = await Terraform.InitAsync(server.Address, Configuration);
        await terraform.ApplyAsync();
        await terraform.PlanIsEmptyAsync();
        var (api, keyId, key) = (await terraform.OutputAsync("api"), await terraform.OutputAsync("key_id"), await terraform.OutputAsync("key"));
        var url = $"http://{api}.execute-api.localhost:{server.Port}/stg/";
        var executions = $"API-Gateway-Execution-Logs_{api}/stg";

        var refused = await Answer.OfAsync(url);
        var served = await Answer.OfAsync("-H", $"x-api-key: {key}", url);
        var lost = await Answer.OfAsync(url + "nowhere");

        Assert.Equal((401, """{"error":"Forbidden","type":"INVALID_API_KEY","generation":1}""", "*"), (refused.Status, refused.Body, refused["Access-Control-Allow-Origin"]));
        Assert.Equal(refused["x-amzn-RequestId"], refused["X-Request"]);
        Assert.Equal((200, """{"fine": true}"""), (served.Status, served.Body));
        Assert.Equal((403, "*"), (lost.Status, lost["Access-Control-Allow-Origin"]));
        Assert.Equal(
            [
                $$"""{"id":"{{refused["x-amzn-RequestId"]}}","generation":1,"status":401,"key":"-","error":"INVALID_API_KEY"}""",
                $$"""{"id":"{{served["x-amzn-RequestId"]}}","generation":1,"status":200,"key":"{{keyId}}","error":"-"}""",
                $$"""{"id":"{{lost["x-amzn-RequestId"]}}","generation":1,"status":403,"key":"-","error":"MISSING_AUTHENTICATION_TOKEN"}""",
            ],
            await LinesAsync(server, "/gateway/logged", 3));
        var told = await LinesAsync(server, executions, 4 + 13);
        Assert.Equal($"({refused["x-amzn-RequestId"]}) Method completed with status: 401", told[3]);
        Assert.Contains($"({served["x-amzn-RequestId"]}) Method response body after transformations: {{\"fine\": true}}", told);
        Assert.Equal($"({served["x-amzn-RequestId"]}) Method completed with status: 200", told[^1]);
        Assert.DoesNotContain(told, line => line.Contains(key, StringComparison.Ordinal));

        // What belongs to the stage acts at once, what belongs to the API with the next deployment.
        var update = await terraform.ApplyAsync("generation=2");
        Assert.Contains("0 added, 3 changed, 0 destroyed", update, StringComparison.Ordinal);
        await terraform.PlanIsEmptyAsync("generation=2");
        var again = await Answer.OfAsync("-H", $"x-api-key: {key}", url);
        refused = await Answer.OfAsync(url);
        Assert.Equal((200, """{"error":"Forbidden","type":"INVALID_API_KEY","generation":1}"""), (again.Status, refused.Body));
        Assert.Equal(
            [
                $$"""{"id":"{{again["x-amzn-RequestId"]}}","generation":2,"status":200,"key":"{{keyId}}","error":"-"}""",
                $$"""{"id":"{{refused["x-amzn-RequestId"]}}","generation":2,"status":401,"key":"-","error":"INVALID_API_KEY"}""",
            ],
            (await LinesAsync(server, "/gateway/logged", 5))[3..]);
        told = await LinesAsync(server, executions, 17 + 3);
        Assert.All(told[17..], line => Assert.StartsWith($"({refused["x-amzn-RequestId"]})", line, StringComparison.Ordinal));

        await server.Tool.RunAsync("aws", "apigateway", "create-deployment", "--rest-api-id", api, "--stage-name", "stg");
        refused = await Answer.OfAsync(url);
        Assert.Equal("""{"error":"Forbidden","type":"INVALID_API_KEY","generation":2}""", refused.Body);

        await terraform.DestroyAsync("generation=2");
        Assert.Equal("[] [] []", await server.ScriptAsync(
            "print(client('apigateway').get_rest_apis()['items'], client('logs').describe_log_groups()['logGroups'], client('iam').list_roles()['Roles'])"));
    }

    [Fact]
    public async Task LinesOfACleanlyStoppedServer_AreThereAfterIt()
    {
        await using var server = await StoryServer.StartAsync();
        using var terraform = await Terraform.InitAsync(server.Address, Configuration);
        await terraform.ApplyAsync();
        var url = $"http://{await terraform.OutputAsync("api")}.execute-api.localhost:{server.Port}/stg/";
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(401, (await Answer.OfAsync(url)).Status);
        }

        await server.StopAsync();
        await server.StartAgainAsync();

        Assert.Equal(5, (await LinesAsync(server, "/gateway/logged", 5)).Length);
    }

    private static async Task<string[]> LinesAsync(StoryServer server, string group, int count)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await server.Tool.RunAsync("aws", "logs", "filter-log-events", "--log-group-name", group, "--query", "events[].message", "--output", "json");
            string[] lines = [.. JsonDocument.Parse(answer).RootElement.EnumerateArray().Select(line => line.GetString()!)];
            if (lines.Length >= count || TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                Assert.Equal(count, lines.Length);
                return lines;
            }
        }
    }
}
