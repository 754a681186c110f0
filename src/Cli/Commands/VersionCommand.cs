using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;

namespace Gatehouse.Cli.Commands;

/// <summary><c>gatehouse version</c>: this program's version and what it runs on.</summary>
internal static class VersionCommand
{
    public static Command Create() => new("version", "Show the version of this program.") { Action = new Print() };

    internal sealed class Print : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(
                $"Gatehouse {Product.Version} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})");
            return 0;
        }
    }
}
