namespace Gatehouse.Server.Tests.Stories;

/// <summary>A keyed API from a container image and one Terraform apply, as callers and its owner see it.</summary>
[Collection(JobsApiStories.Name)]
public sealed class MainJobTests(JobsApi api)
{
    private const string Uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

    [Theory]
    [InlineData("GET", "/jobs/12345")]
    [InlineData("POST", "/jobs")]
    public async Task CallWithoutTheKey_IsForbidden(string method, string path)
    {
        var answer = await Answer.OfAsync("-X", method, api.Url + path);

        Assert.Equal(403, answer.Status);
        Assert.Equal("""{"message":"Forbidden"}""", answer.Body);
        Assert.Equal("ForbiddenException", answer["x-amzn-ErrorType"]);
        Assert.Equal("application/json", answer["Content-Type"]);
        Assert.Equal("23", answer["Content-Length"]);
        Assert.Matches($"^{Uuid}$", answer.RequestId);
        Assert.Matches("^[A-Za-z0-9+/]{15}=$", answer["x-amz-apigw-id"]);
        Assert.Null(answer["X-Amzn-Trace-Id"]); // nothing was executed
    }

    [Fact]
    public async Task GetWithTheKey_TellsOfTheJob()
    {
        var answer = await Answer.OfAsync("-H", api.WithKey, api.Url + "/jobs/12345");

        Assert.Equal(200, answer.Status);
        Assert.Equal("""{"message": "job[12345] is done"}""", answer.Body);
        Assert.Equal("application/json", answer["Content-Type"]);
        Assert.Equal("33", answer["Content-Length"]);
        Assert.Null(answer["x-amzn-ErrorType"]);
        Assert.Matches($"^{Uuid}$", answer.RequestId);
        Assert.Matches("^[A-Za-z0-9+/]{15}=$", answer["x-amz-apigw-id"]);
        Assert.Matches("^Root=1-[0-9a-f]{8}-[0-9a-f]{24}", answer["X-Amzn-Trace-Id"]);
    }

    [Fact]
    public async Task PostWithTheKey_SubmitsAJob()
    {
        var answer = await Answer.OfAsync("-H", api.WithKey, "-X", "POST", api.Url + "/jobs");

        Assert.Equal(201, answer.Status);
        Assert.Matches($$"""^\{"message": "job\[{{Uuid}}\] submitted"\}$""", answer.Body);
    }

    [Fact]
    public async Task SecondPlan_IsEmpty() => await api.Terraform.PlanIsEmptyAsync();

    [Fact]
    public async Task WhatExists_IsImportedIntoAFreshState()
    {
        var ids = (await api.Server.ScriptAsync($"""
            gateway = client('apigateway')
            print(gateway.get_api_keys()['items'][0]['id'], gateway.get_usage_plans()['items'][0]['id'])
            """)).Split(' ');
        var fresh = new TerraformFolder(
            api.Server.Tool, api.Tree.In("samples/jobs-api/terraform"), api.Server.In("imported.tfstate"),
            $"base_image={api.BaseImage}", $"architecture={JobsApi.Architecture}", "builder=dotnet");

        await fresh.ImportAsync("aws_ecr_repository.jobs", "jobs-api");
        await fresh.ImportAsync("module.api.aws_api_gateway_rest_api.this", api.Id);
        await fresh.ImportAsync("module.api.aws_api_gateway_api_key.this", ids[0]);
        await fresh.ImportAsync("module.api.aws_api_gateway_usage_plan.this", ids[1]);
        await fresh.ImportAsync("module.api.aws_lambda_function.this", api.FunctionName);
        await fresh.ImportAsync("module.api.aws_iam_role.function", "jobs-api-role");
        await fresh.ImportAsync("module.api.aws_cloudwatch_log_group.function", "/aws/lambda/jobs-api");

        // Nothing of what was imported would be replaced.
        await fresh.PlanReplacesNothingAsync();
    }
}
