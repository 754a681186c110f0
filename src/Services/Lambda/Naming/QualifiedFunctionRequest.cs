using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Naming;

/// <summary>Names a function, or one version or alias of it.</summary>
internal sealed record QualifiedFunctionRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    [Query("Qualifier")] public string? Qualifier { get; init; }

    public void Constrain(Violations check) => check.NamespacedFunctionName(FunctionName).Qualifier(Qualifier);
}
