using System.CommandLine;
using System.Text.Json;

namespace Gatehouse.Cli;

/// <summary>What the server said, for programs instead of people.</summary>
internal static class JsonOutput
{
    public static Option<bool> Option() => new("--json") { Description = "Print the server's JSON as it is" };

    public static string Of(JsonDocument document) => document.RootElement.GetRawText();
}
