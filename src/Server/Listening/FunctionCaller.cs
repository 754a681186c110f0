namespace Gatehouse.Server.Listening;

/// <summary>A connection's feature: it comes out of a sandbox, so that whoever speaks on it is a function.</summary>
internal sealed class FunctionCaller
{
    public static FunctionCaller Instance { get; } = new();
}
