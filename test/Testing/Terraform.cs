using System.Diagnostics;

namespace Gatehouse.Testing;

/// <summary>Real Terraform with the real AWS provider, in a folder of its own, against an endpoint of ours.</summary>
public sealed class Terraform : IDisposable
{
    private const string Provider =
        """
        terraform {
          required_providers {
            aws = { source = "hashicorp/aws" }
          }
        }

        """;

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _environment;

    private Terraform(Uri endpoint)
    {
        _environment = new()
        {
            ["AWS_ENDPOINT_URL"] = endpoint.ToString().TrimEnd('/'),
            ["AWS_ACCESS_KEY_ID"] = "000000000000",
            ["AWS_SECRET_ACCESS_KEY"] = "secret",
            ["AWS_REGION"] = "us-east-1",
            ["AWS_CONFIG_FILE"] = _folder.In("no-config"),
            ["AWS_SHARED_CREDENTIALS_FILE"] = _folder.In("no-credentials"),
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["CHECKPOINT_DISABLE"] = "1",
            ["TF_IN_AUTOMATION"] = "1",
            ["TF_INPUT"] = "0",
            ["TF_CLI_ARGS"] = "-no-color",
            ["TF_CLI_CONFIG_FILE"] = _folder.In("cli.tfrc"),
        };
    }

    /// <summary>Starts in an empty folder: downloads nothing where a mirror of the provider is on this machine.</summary>
    /// <param name="configuration">Everything but the <c>required_providers</c> block.</param>
    public static async Task<Terraform> InitAsync(Uri endpoint, string configuration)
    {
        var terraform = new Terraform(endpoint);
        var mirror = FindMirror();
        await File.WriteAllTextAsync(
            terraform._folder.In("cli.tfrc"),
            mirror is null ? "" : $"provider_installation {{\n  filesystem_mirror {{\n    path = \"{mirror}\"\n  }}\n}}\n");
        terraform.Write(configuration);
        await terraform.RunAsync("init");
        return terraform;
    }

    /// <summary>Replaces the configuration; the state stays.</summary>
    public void Write(string configuration) => File.WriteAllText(_folder.In("main.tf"), Provider + configuration);

    /// <param name="variables"><c>name=value</c></param>
    public Task<string> ApplyAsync(params string[] variables) => RunAsync(["apply", "-auto-approve", .. Vars(variables)]);

    public Task<string> DestroyAsync(params string[] variables) => RunAsync(["destroy", "-auto-approve", .. Vars(variables)]);

    /// <summary>Takes a resource out of the state and imports it again, as if it had been made elsewhere.</summary>
    public async Task ImportAsync(string address, string id, params string[] variables)
    {
        await RunAsync("state", "rm", address);
        await RunAsync(["import", .. Vars(variables), address, id]);
    }

    public Task<string> OutputAsync(string name) => RunAsync("output", "-raw", name);

    /// <summary>Nothing when a plan would change nothing, else the plan.</summary>
    public async Task<string> PlanAsync(params string[] variables)
    {
        var (exit, output) = await StartAsync(["plan", "-detailed-exitcode", .. Vars(variables)]);
        return exit switch
        {
            0 => "",
            2 => output,
            _ => throw new InvalidOperationException($"terraform plan ended with {exit}:\n{output}"),
        };
    }

    /// <summary>Fails the test, with the plan, when anything would change.</summary>
    public async Task PlanIsEmptyAsync(params string[] variables)
    {
        if (await PlanAsync(variables) is { Length: > 0 } plan)
        {
            throw new InvalidOperationException($"The plan is not empty:\n{plan}");
        }
    }

    /// <summary>Standard output. A non-zero exit fails the test with all that was printed.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var (exit, output) = await StartAsync(arguments);
        return exit == 0 ? output.Trim() : throw new InvalidOperationException($"terraform {arguments[0]} ended with {exit}:\n{output}");
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Vars(string[] variables) => variables.Select(variable => $"-var={variable}");

    private async Task<(int Exit, string Output)> StartAsync(string[] arguments)
    {
        var start = new ProcessStartInfo("terraform", arguments) { WorkingDirectory = _folder.Path, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, process.ExitCode is 0 or 2 ? await output : await output + await errors);
    }

    /// <summary>A mirror holds <c>{registry}/hashicorp/aws</c>; looked for where machines keep such things, a few folders deep.</summary>
    private static string? FindMirror()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3, IgnoreInaccessible = true };
        return new[] { Path.Combine(home, ".terraform.d"), "/opt", "/usr/local/share", "/usr/share/terraform" }
            .Where(Directory.Exists)
            .SelectMany(root => Directory.EnumerateDirectories(root, "hashicorp", options))
            .Where(vendor => Directory.Exists(Path.Combine(vendor, "aws")))
            .Select(vendor => Path.GetDirectoryName(Path.GetDirectoryName(vendor)!))
            .FirstOrDefault();
    }
}
