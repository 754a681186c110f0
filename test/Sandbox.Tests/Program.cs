using Gatehouse.Sandbox.Tests.Support;
using Xunit.Runner.InProc.SystemConsole;

namespace Gatehouse.Sandbox.Tests;

/// <summary>The tests, or one server that a test starts to kill.</summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments) => arguments is ["serve", var folder] ? KillableServer.RunAsync(folder) : ConsoleRunner.Run(arguments);
}
