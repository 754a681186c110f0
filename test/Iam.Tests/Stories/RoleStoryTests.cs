using Gatehouse.Services.Iam;
using Gatehouse.Services.Iam.Sts;

namespace Gatehouse.Iam.Tests.Stories;

public sealed class RoleStoryTests
{
    [Fact]
    public async Task RoleWithPolicies_ImportsAppliesPlansEmptyUpdatesAndDestroys()
    {
        await using var host = await WireHost.StartAsync(store => [IamService.Define(store), StsService.Define(store, TimeProvider.System)]);
        await Python.RunAsync(
            host.Address,
            """client('iam').create_role(RoleName='older', AssumeRolePolicyDocument='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}')""");
        using var terraform = await Terraform.InitAsync(host.Address, Configuration("one", 3600, "logs:PutLogEvents"));

        await terraform.ApplyAsync();
        await terraform.PlanIsEmptyAsync();

        terraform.Write(Configuration("two", 7200, "logs:*"));
        await terraform.ApplyAsync();
        var attached = await Python.RunAsync(
            host.Address,
            """
            iam = client('iam')
            print([p['PolicyName'] for p in iam.list_attached_role_policies(RoleName='jobs-function')['AttachedPolicies']])
            print(iam.get_policy(PolicyArn='arn:aws:iam::000000000000:policy/jobs-logs')['Policy']['DefaultVersionId'])
            """);
        Assert.Equal("['jobs-logs', 'AWSLambdaBasicExecutionRole']\nv2", attached);

        await terraform.DestroyAsync();
        Assert.Equal("0 0", await Python.RunAsync(host.Address, "i = client('iam'); print(len(i.list_roles()['Roles']), len(i.list_policies(Scope='Local')['Policies']))"));
    }

    private static string Configuration(string value, int duration, string action) =>
        $$"""
        data "aws_iam_policy" "basic" {
          name = "AWSLambdaBasicExecutionRole"
        }

        data "aws_iam_policy_document" "trust" {
          statement {
            actions = ["sts:AssumeRole"]
            principals {
              type        = "Service"
              identifiers = ["lambda.amazonaws.com"]
            }
          }
        }

        resource "aws_iam_role" "function" {
          name                 = "jobs-function"
          path                 = "/jobs/"
          description          = "d-{{value}}"
          max_session_duration = {{duration}}
          assume_role_policy   = data.aws_iam_policy_document.trust.json
          tags                 = { value = "{{value}}" }
        }

        resource "aws_iam_role_policy" "inline" {
          name   = "inline"
          role   = aws_iam_role.function.name
          policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "{{action}}", Resource = "arn:aws:logs:us-east-1:000000000000:*" }] })
        }

        resource "aws_iam_policy" "logs" {
          name        = "jobs-logs"
          description = "Logs"
          policy      = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "{{action}}", Resource = "*" }] })
          tags        = { value = "{{value}}" }
        }

        resource "aws_iam_role_policy_attachment" "basic" {
          role       = aws_iam_role.function.name
          policy_arn = data.aws_iam_policy.basic.arn
        }

        resource "aws_iam_role_policy_attachment" "logs" {
          role       = aws_iam_role.function.name
          policy_arn = aws_iam_policy.logs.arn
        }

        import {
          to = aws_iam_role.older
          id = "older"
        }

        resource "aws_iam_role" "older" {
          name               = "older"
          assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "sts:AssumeRole" }] })
        }

        data "aws_iam_role" "read" {
          name       = aws_iam_role.function.name
          depends_on = [aws_iam_role.function]
        }
        """;
}
