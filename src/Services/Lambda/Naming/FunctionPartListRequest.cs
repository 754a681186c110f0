using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Naming;

/// <summary>Asks for one page of a function's parts of one kind.</summary>
internal sealed record FunctionPartListRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    [Query("Marker")] public string? Marker { get; init; }

    [Query("MaxItems")] public int? MaxItems { get; init; }

    public void Constrain(Violations check) => check.FunctionName(FunctionName).Range(MaxItems, 1, 50);
}
