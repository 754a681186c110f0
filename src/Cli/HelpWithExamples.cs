using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Gatehouse.Cli;

/// <summary>The usual help, then lines that can be typed as they are.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string[]> Examples = new(StringComparer.Ordinal)
    {
        ["serve"] =
        [
            "gatehouse serve",
            "gatehouse serve --listen 127.0.0.1:0 --data :memory:",
            "gatehouse serve --data ./state --region eu-west-1 --account 123456789012",
        ],
        ["health"] = ["gatehouse health", "gatehouse health --endpoint http://127.0.0.1:5000"],
        ["requests"] = ["gatehouse requests", "gatehouse requests --status 403", "gatehouse requests --follow --api a1b2c3d4e5 --stage prod"],
        ["explain"] = ["gatehouse explain last", "gatehouse explain 3b7f1c9e-2f0a-4a54-9f52-6f3a6b1f0c11"],
        ["usage"] = ["gatehouse usage", "gatehouse usage basic --json"],
        ["clock"] =
        [
            "gatehouse clock",
            "gatehouse clock advance 1d",
            "gatehouse clock set 2026-12-01T00:00:00Z",
            "gatehouse clock freeze",
        ],
        ["functions"] = ["gatehouse functions", "gatehouse functions jobs", "gatehouse functions --watch"],
        ["logs"] = ["gatehouse logs jobs --follow", "gatehouse logs jobs --since 1h --filter ERROR", "gatehouse logs jobs --request 3b7f1c9e-2f0a-4a54-9f52-6f3a6b1f0c11"],
        ["images"] = ["gatehouse images", "gatehouse images --json"],
        ["gc"] = ["gatehouse images gc --dry-run", "gatehouse images gc --grace 60"],
        ["ca"] = ["gatehouse ca > ca.pem", "curl --cacert <(gatehouse ca) https://localhost:4566/_gatehouse/health"],
    };

    private static readonly string[] Overview =
    [
        "gatehouse serve                                start the server on http://127.0.0.1:4566",
        "AWS_ENDPOINT_URL=http://localhost:4566 aws apigateway get-rest-apis",
        "gatehouse requests --status 403                who was refused",
        "gatehouse explain last                         why, and what to change",
        "gatehouse functions                            what runs, and what failed",
        "gatehouse logs NAME --follow                   what a function prints",
    ];

    public override int Invoke(ParseResult parseResult)
    {
        new HelpAction().Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var command = parseResult.CommandResult.Command;
        var lines = command is RootCommand ? Overview : Examples.GetValueOrDefault(command.Name, []);
        if (lines.Length > 0)
        {
            output.WriteLine("Examples:");
            foreach (var line in lines)
            {
                output.WriteLine($"  {line}");
            }

            output.WriteLine();
        }

        if (command is RootCommand)
        {
            output.WriteLine($"The commands find the server by --endpoint or {Defaults.EndpointVariable}, else at {Defaults.Endpoint}.");
            output.WriteLine("Exit codes: 0 done, 1 it could not be done, 2 it was asked for wrongly.");
        }

        return 0;
    }
}
