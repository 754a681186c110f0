namespace Gatehouse.Server.Tests.Stories;

/// <summary>An API over its life: made, changed in place, given new code, and removed without a trace.</summary>
public sealed class ChangeTests
{
    [Fact]
    public async Task ApiOverItsLife_FollowsItsTerraform()
    {
        using var tree = new SampleTree();
        await using var server = await StoryServer.StartAsync();
        var terraform = new TerraformFolder(
            server.Tool, tree.In("samples/jobs-api/terraform"), server.In("terraform.tfstate"),
            $"base_image={await server.PushBaseAsync()}", $"architecture={JobsApi.Architecture}", "builder=dotnet", "name=changing");
        await terraform.InitAsync();
        await terraform.ApplyAsync();
        var url = $"http://{await terraform.OutputAsync("rest_api_id")}.execute-api.localhost:{server.Port}/stg/jobs/7";
        var key = $"x-api-key: {await terraform.OutputAsync("api_key")}";
        Assert.Equal("""{"message": "job[7] is done"}""", (await Answer.OfAsync("-H", key, url)).Body);

        // In place: a throttle, the function's memory, the API's description.
        string[] throttled = ["-var=throttle={rate_limit=0.01,burst_limit=2}"];
        tree.Edit("samples/jobs-api/terraform/main.tf", "Takes jobs and tells how they are.", "Changed in place.");
        tree.Edit("terraform/keyed-api/function.tf", "memory_size   = var.memory_size", "memory_size   = 512");
        var update = await terraform.ApplyAsync(throttled);
        Assert.Contains("0 added, 3 changed, 0 destroyed", update, StringComparison.Ordinal);
        await terraform.PlanIsEmptyAsync(throttled);
        int[] statuses = [(await Answer.OfAsync("-H", key, url)).Status, (await Answer.OfAsync("-H", key, url)).Status, (await Answer.OfAsync("-H", key, url)).Status];
        Assert.Equal([200, 200, 429], statuses);

        // New code: a new image, and the same URL and key.
        tree.Edit("samples/jobs-api/csharp/Program.cs", "] is done", "] is really done");
        await terraform.ApplyAsync();
        Assert.Equal("""{"message": "job[7] is really done"}""", (await Answer.OfAsync("-H", key, url)).Body);
        await terraform.PlanIsEmptyAsync();

        await terraform.DestroyAsync();

        Assert.Equal("[]", await server.ScriptAsync("""
            gateway, logs, iam, functions, ecr = [client(name) for name in ('apigateway', 'logs', 'iam', 'lambda', 'ecr')]
            left = [api['name'] for api in gateway.get_rest_apis()['items']]
            left += [key['id'] for key in gateway.get_api_keys()['items']]
            left += [plan['id'] for plan in gateway.get_usage_plans()['items']]
            left += [group['logGroupName'] for group in logs.describe_log_groups()['logGroups']]
            left += [role['RoleName'] for role in iam.list_roles()['Roles']]
            left += [function['FunctionName'] for function in functions.list_functions()['Functions']]
            left += [repository['repositoryName'] for repository in ecr.describe_repositories()['repositories']]
            print([name for name in left if name != 'gatehouse/base'])
            """));
        Assert.Equal(403, (await Answer.OfAsync("-H", key, url)).Status);
        await Leftovers.EventuallyNoneAsync(server.Sandboxes);
    }
}
