
namespace Gatehouse.Logs.Tests.Stories;

public sealed class LogGroupStoryTests
{
    [Fact]
    public async Task GroupWithRetentionAndTags_AppliesPlansEmptyUpdatesAndDestroys()
    {
        await using var host = await LogsHost.StartAsync();
        using var terraform = await Terraform.InitAsync(host.Wire.Address, Configuration("one", 7));

        await terraform.ApplyAsync();
        await terraform.PlanIsEmptyAsync();

        terraform.Write(Configuration("two", 14));
        await terraform.ApplyAsync();
        Assert.Equal("14 {'value': 'two'}", await host.PythonAsync(
            """
            group = logs.describe_log_groups(logGroupNamePrefix='/aws/lambda/jobs')['logGroups'][0]
            print(group['retentionInDays'], logs.list_tags_for_resource(resourceArn=group['logGroupArn'])['tags'])
            """));

        await terraform.DestroyAsync();
        Assert.Equal("[] []", await host.PythonAsync("print(logs.describe_log_groups()['logGroups'], logs.describe_resource_policies()['resourcePolicies'])"));
    }

    private static string Configuration(string value, int days) =>
        $$"""
        # There is no STS here to ask.
        provider "aws" {
          skip_credentials_validation = true
          skip_requesting_account_id  = true
        }

        resource "aws_cloudwatch_log_group" "function" {
          name              = "/aws/lambda/jobs"
          retention_in_days = {{days}}
          tags              = { value = "{{value}}" }
        }

        resource "aws_cloudwatch_log_group" "plain" {
          name = "/aws/lambda/jobs-plain"
        }

        resource "aws_cloudwatch_log_stream" "stream" {
          name           = "s"
          log_group_name = aws_cloudwatch_log_group.function.name
        }

        resource "aws_cloudwatch_log_resource_policy" "gateway" {
          policy_name     = "gateway"
          policy_document = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "{{value}}", Effect = "Allow", Action = "logs:PutLogEvents", Principal = { Service = "apigateway.amazonaws.com" }, Resource = "*" }] })
        }

        data "aws_cloudwatch_log_group" "read" {
          name       = "/aws/lambda/jobs"
          depends_on = [aws_cloudwatch_log_group.function]
        }
        """;
}
