using Gatehouse.Ecr.Tests.Hosting;

namespace Gatehouse.Ecr.Tests.Clients;

public sealed class TerraformTests : EcrTests
{
    [Fact]
    public async Task RepositoryWithPolicies_AppliesPlansEmptyUpdatesImportsAndDestroys()
    {
        using var terraform = await Terraform.InitAsync(Host.Address, Configuration("IMMUTABLE", 14, "one"));

        await terraform.ApplyAsync();
        await terraform.PlanIsEmptyAsync();
        Assert.Equal($"{Host.Registry}/team/app", await terraform.OutputAsync("uri"));
        Assert.Equal($"http://{Host.Registry}", await terraform.OutputAsync("proxy"));
        Assert.Equal("AWS", await terraform.OutputAsync("user"));

        var digest = await Host.PushAsync("team/app", "v1");
        await Host.CreateAsync("older");
        terraform.Write(Configuration("MUTABLE", 15, "two") +
            """

            data "aws_ecr_image" "pushed" {
              repository_name = aws_ecr_repository.app.name
              image_tag       = "v1"
            }
            output "image" { value = "${data.aws_ecr_image.pushed.image_digest} ${data.aws_ecr_image.pushed.image_uri}" }

            import {
              to = aws_ecr_repository.older
              id = "older"
            }
            resource "aws_ecr_repository" "older" { name = "older" }
            """);
        await terraform.ApplyAsync();
        await terraform.PlanIsEmptyAsync();
        Assert.Equal($"{digest} {Host.Registry}/team/app@{digest}", await terraform.OutputAsync("image"));

        await terraform.DestroyAsync();
        var (_, left) = await Host.CallAsync("DescribeRepositories", "{}");
        Assert.Equal(0, left.GetProperty("repositories").GetArrayLength());
    }

    private static string Configuration(string mutability, int days, string value) =>
        $$"""
        resource "aws_ecr_repository" "app" {
          name                 = "team/app"
          image_tag_mutability = "{{mutability}}"
          force_delete         = true
          tags                 = { value = "{{value}}" }
          image_scanning_configuration {
            scan_on_push = {{(mutability == "IMMUTABLE" ? "true" : "false")}}
          }
        }

        resource "aws_ecr_lifecycle_policy" "app" {
          repository = aws_ecr_repository.app.name
          policy = jsonencode({
            rules = [{
              rulePriority = 1
              description  = "old ones"
              selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = {{days}} }
              action       = { type = "expire" }
            }]
          })
        }

        resource "aws_ecr_repository_policy" "app" {
          repository = aws_ecr_repository.app.name
          policy = jsonencode({
            Version = "2012-10-17"
            Statement = [{
              Sid       = "{{value}}"
              Effect    = "Allow"
              Principal = { Service = "lambda.amazonaws.com" }
              Action    = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
            }]
          })
        }

        data "aws_ecr_authorization_token" "token" {}

        output "uri" { value = aws_ecr_repository.app.repository_url }
        output "proxy" { value = data.aws_ecr_authorization_token.token.proxy_endpoint }
        output "user" { value = data.aws_ecr_authorization_token.token.user_name }
        """;
}
