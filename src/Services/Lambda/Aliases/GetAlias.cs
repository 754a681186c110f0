using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Aliases;

internal sealed record GetAliasRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    [Uri("Name")] public required string Name { get; init; }

    public void Constrain(Violations check) => check.FunctionName(FunctionName).AliasName(Name);
}

/// <summary>One alias. See https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html.</summary>
internal sealed class GetAlias(FunctionCatalog catalog) : IOperation<GetAliasRequest, AliasConfiguration>
{
    public OperationSpec Spec => OperationSpec.Get("/2015-03-31/functions/{FunctionName}/aliases/{Name}");

    public async ValueTask<AliasConfiguration> InvokeAsync(GetAliasRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, null, call);
        var function = await catalog.GetAsync(reference, call.Aborted);
        return function.Aliases.TryGetValue(request.Name, out var alias)
            ? AliasConfiguration.Of(reference, alias)
            : throw LambdaErrors.AliasNotFound($"{reference.Arn}:{request.Name}");
    }
}
