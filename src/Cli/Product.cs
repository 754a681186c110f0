using System.Reflection;

namespace Gatehouse.Cli;

/// <summary>What this program calls itself.</summary>
public static class Product
{
    /// <summary>The version without its commit, for example <c>0.1.0</c>.</summary>
    public static string Version { get; } =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
