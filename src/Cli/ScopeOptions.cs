using System.CommandLine;

namespace Gatehouse.Cli;

/// <summary>Where a function is looked for, where one name is used in several accounts or regions.</summary>
internal sealed class ScopeOptions
{
    public Option<string?> Account { get; } = new("--account") { HelpName = "ACCOUNT", Description = "Only in this account [default: all]" };

    public Option<string?> Region { get; } = new("--region") { HelpName = "REGION", Description = "Only in this region [default: all]" };

    public (string Name, string? Value)[] Of(ParseResult parsed) => [("account", parsed.GetValue(Account)), ("region", parsed.GetValue(Region))];
}
