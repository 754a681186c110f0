using System.Diagnostics;

namespace Gatehouse.Server.Tests.Stories;

/// <summary>Runs programs of others (terraform, aws, skopeo, …) as a user of one server would: with its address and an account.</summary>
internal sealed class Tool(string folder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>Variables for every run.</summary>
    public Dictionary<string, string> Environment { get; } = new()
    {
        ["AWS_SECRET_ACCESS_KEY"] = "secret",
        ["AWS_ACCESS_KEY_ID"] = "000000000000",
        ["AWS_REGION"] = "us-east-1",
        ["AWS_DEFAULT_REGION"] = "us-east-1", // the AWS CLI of version 1 knows only this one
        ["AWS_CONFIG_FILE"] = Path.Combine(folder, "no-config"),
        ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(folder, "no-credentials"),
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["AWS_PAGER"] = "",
        ["XDG_RUNTIME_DIR"] = folder,
        ["CHECKPOINT_DISABLE"] = "1",
        ["TF_IN_AUTOMATION"] = "1",
        ["TF_INPUT"] = "0",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",

        // A build node that stays would keep the output open.
        ["MSBUILDDISABLENODEREUSE"] = "1",
    };

    public static Tool For(string folder, Uri server) => new(folder) { Environment = { ["AWS_ENDPOINT_URL"] = $"http://localhost:{server.Port}" } };

    /// <summary>Standard output of a run that succeeded.</summary>
    public async Task<string> RunAsync(string program, params string[] arguments)
    {
        var end = await TryAsync(program, arguments);
        Assert.True(end.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {end.ExitCode}:\n{end.Output}\n{end.Error}");
        return end.Output.Trim();
    }

    public async Task<GatehouseProcess.Finished> TryAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await EndAsync(process);
        return new GatehouseProcess.Finished(process.ExitCode, await output, await error);
    }

    /// <summary>Starts a program whose output the caller reads.</summary>
    public Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("GATEHOUSE_ENDPOINT");
        start.Environment.Remove("AWS_PROFILE");
        start.Environment.Remove("AWS_SESSION_TOKEN");
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    public static async Task EndAsync(Process process)
    {
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
