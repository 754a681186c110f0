using Gatehouse.Logs.Tests.Segments;

namespace Gatehouse.Logs.Tests;

internal static class EntryPoint
{
    public static Task<int> Main(string[] args) =>
        args is [AppendingProcess.Argument, var folder]
            ? AppendingProcess.RunAsync(folder)
            : Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
}
