using System.Net;
using Gatehouse.Lambda.Tests.Hosting;
using static Gatehouse.Lambda.Tests.Hosting.Packages;

namespace Gatehouse.Lambda.Tests;

public sealed class PackageTerraformTests(LambdaHost host) : IClassFixture<LambdaHost>
{
    private const string Configuration =
        """
        variable "folder" {}

        variable "code" {
          default = 1
        }

        variable "tools" {
          default = 1
        }

        provider "aws" {
          skip_credentials_validation = true
          skip_requesting_account_id  = true
        }

        resource "aws_lambda_layer_version" "tools" {
          layer_name               = "tools"
          description              = "Tools"
          license_info             = "MIT"
          filename                 = "${var.folder}/tools${var.tools}.zip"
          source_code_hash         = filebase64sha256("${var.folder}/tools${var.tools}.zip")
          compatible_runtimes      = ["provided.al2023"]
          compatible_architectures = ["x86_64"]
        }

        resource "aws_lambda_layer_version_permission" "tools" {
          layer_name     = aws_lambda_layer_version.tools.layer_name
          version_number = aws_lambda_layer_version.tools.version
          statement_id   = "everyone"
          action         = "lambda:GetLayerVersion"
          principal      = "*"
        }

        resource "aws_lambda_function" "zipped" {
          function_name    = "zipped"
          role             = "arn:aws:iam::000000000000:role/runs"
          runtime          = "provided.al2023"
          handler          = "app.handler"
          filename         = "${var.folder}/code${var.code}.zip"
          source_code_hash = filebase64sha256("${var.folder}/code${var.code}.zip")
          layers           = [aws_lambda_layer_version.tools.arn]
          publish          = true
          timeout          = 10
        }

        data "aws_lambda_layer_version" "tools" {
          layer_name = aws_lambda_layer_version.tools.layer_name
          version    = aws_lambda_layer_version.tools.version
        }

        output "hashes" {
          value = "${aws_lambda_function.zipped.code_sha256} ${data.aws_lambda_layer_version.tools.code_sha256} ${aws_lambda_function.zipped.version}"
        }
        """;

    [Fact]
    public async Task FunctionLayerAndPermission_ApplyUpdateAndGo()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.In("code1.zip"), Actor("one"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder.In("code2.zip"), Actor("two"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder.In("tools1.zip"), Layer("text", "first tools"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder.In("tools2.zip"), Layer("text", "second tools"), TestContext.Current.CancellationToken);
        var where = $"folder={folder.Path}";
        using var terraform = await Terraform.InitAsync(host.Wire.Address, Configuration);

        await terraform.ApplyAsync(where);
        await terraform.PlanIsEmptyAsync(where);
        Assert.Equal(("one", "first tools"), await ReadAsync(""));
        Assert.Matches("^[A-Za-z0-9+/]{43}= [A-Za-z0-9+/]{43}= 1$", await terraform.OutputAsync("hashes"));

        await terraform.ApplyAsync(where, "code=2");
        await terraform.PlanIsEmptyAsync(where, "code=2");
        Assert.Equal(("two", "first tools"), await ReadAsync(""));

        await terraform.ApplyAsync(where, "code=2", "tools=2");
        await terraform.PlanIsEmptyAsync(where, "code=2", "tools=2");
        Assert.Equal(("two", "second tools"), await ReadAsync(""));
        Assert.Equal(("one", "first tools"), await ReadAsync("?Qualifier=1"));

        await terraform.DestroyAsync(where, "code=2", "tools=2");
        Assert.Equal(HttpStatusCode.NotFound, (await host.SendAsync(HttpMethod.Get, "/2015-03-31/functions/zipped")).Status);
        Assert.Empty((await host.SendAsync(HttpMethod.Get, "/2018-10-31/layers")).Json["Layers"]!.AsArray());
    }

    private async Task<(string Code, string Tools)> ReadAsync(string qualifier) =>
        ((await host.InvokeAsync("zipped", """{"read":"/var/task/text"}""", qualifier)).Body, (await host.InvokeAsync("zipped", """{"read":"/opt/text"}""", qualifier)).Body);
}
