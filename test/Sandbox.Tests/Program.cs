using Gatehouse.Sandbox.Tests.Support;
using Xunit.Runner.InProc.SystemConsole;

namespace Gatehouse.Sandbox.Tests;

/// <summary>The tests, or a server that a test starts.</summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments) => arguments switch
    {
        ["serve", var folder, .. var settings] => KillableServer.RunAsync(folder, settings),
        ["answer", var folder] => CommandedServer.RunAsync(folder),
        _ => ConsoleRunner.Run(arguments),
    };
}
