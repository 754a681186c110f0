using Gatehouse.Sandbox.Tests.Support;
using Xunit.Runner.InProc.SystemConsole;

namespace Gatehouse.Sandbox.Tests;

/// <summary>The tests, or a server that a test starts.</summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments) => arguments switch
    {
        ["serve", var folder, var network, var work, .. var settings] => KillableServer.RunAsync(folder, Enum.Parse<FunctionNetwork>(network), work.Length > 0 ? work : null, settings),
        ["answer", var folder, .. var network] => CommandedServer.RunAsync(folder, Enum.Parse<FunctionNetwork>(network.FirstOrDefault() ?? $"{FunctionNetwork.None}")),
        _ => ConsoleRunner.Run(arguments),
    };
}
