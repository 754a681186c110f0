using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Patching;

/// <summary>One change of an Update operation. Every value is a string.</summary>
internal sealed record PatchOperation
{
    public string? Op { get; init; }

    public string? Path { get; init; }

    public string? Value { get; init; }

    public string? From { get; init; }

    /// <summary>Refuses what is no operation at all. The order of the names is AWS's (recorded).</summary>
    public static void Constrain(Violations check, IReadOnlyList<PatchOperation?>? operations)
    {
        for (var i = 0; i < operations?.Count; i++)
        {
            check.OneOf(operations[i]?.Op, ["add", "remove", "move", "test", "replace", "copy"], $"patchOperations.{i + 1}.member.op");
        }
    }
}
