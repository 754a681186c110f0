namespace Gatehouse.Server.Tests.Stories;

/// <summary>What was acknowledged survives: kills in the middle of an apply, kills of a serving server, and plain restarts.</summary>
[Collection(JobsApiStories.Name)]
public sealed class SurvivalTests(JobsApi jobs)
{
    // A kill between a change and its answer leaves something that Terraform never heard of; on AWS it would have to be imported.
    private static readonly string[] LostAnswers = ["AlreadyExists", "ConflictException", "already exists"];

    [Fact]
    public async Task ServerKilledDuringAnApply_ContinuesWhereItWas()
    {
        var lost = new List<string>();
        while (await ApplyUnderKillsAsync($"survivor{lost.Count}") is { } said)
        {
            lost.Add(said);
            Assert.True(lost.Count < 3, $"Each apply lost an answer; that is no coincidence:\n{string.Join('\n', lost)}");
        }
    }

    [Fact]
    public async Task WritesBeforeAKill_AreThereAfterIt()
    {
        foreach (var enough in new[] { 10, 50, 150 })
        {
            var file = jobs.Server.In($"acknowledged-{enough}");
            var writers = jobs.Server.ScriptAsync($$"""
                import threading
                acknowledged = open('{{file}}', 'a', buffering=1)
                def write(writer):
                    logs, iam, gateway = client('logs', '555555555555'), client('iam', '555555555555'), client('apigateway', '555555555555')
                    trust = json.dumps({'Version': '2012-10-17', 'Statement': []})
                    try:
                        for number in range(100000):
                            name = f'{{enough}}-{writer}-{number}'
                            logs.create_log_group(logGroupName=name)
                            acknowledged.write(f'group {name}\n')
                            iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)
                            acknowledged.write(f'role {name}\n')
                            gateway.create_rest_api(name=name)
                            acknowledged.write(f'api {name}\n')
                    except (botocore.exceptions.HTTPClientError, botocore.exceptions.ConnectionError):
                        pass
                writers = [threading.Thread(target=write, args=[writer]) for writer in range(4)]
                for writer in writers: writer.start()
                for writer in writers: writer.join()
                """);
            await Leftovers.EventuallyAsync(() => writers.IsCompleted || (File.Exists(file) && File.ReadLines(file).Count() >= enough));

            await jobs.Server.KillAsync();
            await writers;
            await jobs.Server.StartAgainAsync();

            Assert.Equal("[]", await jobs.Server.ScriptAsync($$"""
                logs, iam, gateway = client('logs', '555555555555'), client('iam', '555555555555'), client('apigateway', '555555555555')
                there = set()
                for page in logs.get_paginator('describe_log_groups').paginate(): there |= {'group ' + group['logGroupName'] for group in page['logGroups']}
                for page in iam.get_paginator('list_roles').paginate(): there |= {'role ' + role['RoleName'] for role in page['Roles']}
                for page in gateway.get_paginator('get_rest_apis').paginate(): there |= {'api ' + api['name'] for api in page['items']}
                print(sorted(set(open('{{file}}').read().splitlines()) - there))
                """));
        }
    }

    [Fact]
    public async Task ServerKilledWhileItServes_LeavesNothingBehindAndServesAgain()
    {
        Assert.Equal(200, (await Answer.OfAsync("-H", jobs.WithKey, jobs.Url + "/jobs/1")).Status);
        var before = Leftovers.Groups(jobs.Server.Sandboxes);
        Assert.NotEmpty(before);

        await jobs.Server.KillAsync();
        await jobs.Server.StartAgainAsync();

        await Leftovers.EventuallyGoneAsync(before);
        Assert.Empty(Leftovers.Mounts(jobs.Server.Sandboxes));
        Assert.Equal(200, (await Answer.OfAsync("-H", jobs.WithKey, jobs.Url + "/jobs/1")).Status);
        await jobs.Terraform.PlanIsEmptyAsync();
    }

    [Fact]
    public async Task ServerStoppedAndStarted_ServesTheSameUrlAndKey()
    {
        Assert.Equal(200, (await Answer.OfAsync("-H", jobs.WithKey, jobs.Url + "/jobs/1")).Status);

        var end = await jobs.Server.StopAsync();
        Assert.Empty(Leftovers.Groups(jobs.Server.Sandboxes));
        await jobs.Server.StartAgainAsync();

        // It may say what it cleared at its own start, after another story's kill.
        Assert.Equal(0, end.ExitCode);
        Assert.Equal("", string.Join('\n', end.Error.Split('\n').Where(line => line.Split(' ') is [_, "warn" or "error" or "critical", ..])));
        Assert.Equal(200, (await Answer.OfAsync("-H", jobs.WithKey, jobs.Url + "/jobs/1")).Status);
        Assert.Equal(403, (await Answer.OfAsync(jobs.Url + "/jobs/1")).Status);
    }

    // What Terraform said when an answer was lost; null when all went on.
    private async Task<string?> ApplyUnderKillsAsync(string name)
    {
        var folder = Path.Combine(jobs.Tree.Path, name);
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "main.tf"), $$"""
            provider "aws" {}
            resource "aws_ecr_repository" "this" { name = "{{name}}" }
            module "api" {
              source       = "../terraform/keyed-api"
              name         = "{{name}}"
              image_uri    = "{{jobs.Image}}"
              architecture = "{{JobsApi.Architecture}}"
              quota        = { limit = 1000, period = "DAY" }
              routes       = { "GET /jobs/{jobId}" = {}, "POST /jobs" = {} }
            }
            output "key" {
              value     = module.api.api_key
              sensitive = true
            }
            output "id" { value = module.api.rest_api_id }
            """);
        var terraform = new TerraformFolder(jobs.Server.Tool, folder, Path.Combine(folder, "terraform.tfstate"));
        await terraform.InitAsync();

        var milestones = new Queue<string>(["", "aws_iam_role.function", "aws_lambda_function.this", "aws_api_gateway_deployment.this"]);
        for (var runs = 0; runs < 5; runs++)
        {
            // One at a time: each kill meets at most one change.
            using var apply = terraform.StartApply("-parallelism=1");
            var errors = apply.StandardError.ReadToEndAsync();
            while (await apply.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2)) is { } line)
            {
                if (line.Contains("Creation complete", StringComparison.Ordinal) && milestones.TryPeek(out var made) && line.Contains(made, StringComparison.Ordinal))
                {
                    // Terraform goes on and meets the next server on the same port.
                    milestones.Dequeue();
                    await jobs.Server.KillAsync();
                    await jobs.Server.StartAgainAsync();
                }
            }

            await Tool.EndAsync(apply);
            var said = await errors;
            if (LostAnswers.Any(word => said.Contains(word, StringComparison.Ordinal)))
            {
                return said;
            }

            if (apply.ExitCode == 0)
            {
                break;
            }
        }

        Assert.Empty(milestones);
        await terraform.PlanIsEmptyAsync();
        var url = $"http://{await terraform.OutputAsync("id")}.execute-api.localhost:{jobs.Server.Port}/v1/jobs/4";
        Assert.Equal("""{"message": "job[4] is done"}""", (await Answer.OfAsync("-H", $"x-api-key: {await terraform.OutputAsync("key")}", url)).Body);
        return null;
    }
}
