using System.Reflection;

namespace Gatehouse.Testing;

/// <summary>The running test program itself, for tests that start it again in another role.</summary>
public static class TestProgram
{
    /// <summary>The executable beside the assembly, also when <c>dotnet</c> runs the assembly.</summary>
    public static string File { get; } = Path.Combine(AppContext.BaseDirectory, Assembly.GetEntryAssembly()!.GetName().Name!);
}
