using Gatehouse.Core;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Aliases;

internal sealed record CreateAliasRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    public required string Name { get; init; }

    public required string FunctionVersion { get; init; }

    public string? Description { get; init; }

    public AliasRoutingConfiguration? RoutingConfig { get; init; }

    public void Constrain(Violations check) => check
        .FunctionName(FunctionName)
        .AliasName(Name)
        .FunctionVersion(FunctionVersion)
        .Length(Description, 0, 256)
        .Weights(RoutingConfig);
}

/// <summary>Gives a version a name. See https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html.</summary>
internal sealed class CreateAlias(FunctionCatalog catalog) : IOperation<CreateAliasRequest, AliasConfiguration>
{
    public OperationSpec Spec => OperationSpec.Post("/2015-03-31/functions/{FunctionName}/aliases", 201);

    public async ValueTask<AliasConfiguration> InvokeAsync(CreateAliasRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, null, call) with { Qualifier = null };
        var alias = new StoredAlias
        {
            Name = request.Name,
            FunctionVersion = request.FunctionVersion,
            Description = request.Description ?? "",
            Additional = request.RoutingConfig is { } routing ? AliasRouting.ShareOf(routing) : null,
            RevisionId = Ids.Uuid(),
        };
        await catalog.ChangeAsync(reference, async (function, _) =>
        {
            if (function.Aliases.ContainsKey(alias.Name))
            {
                throw LambdaErrors.AliasExists($"{reference.Arn}:{alias.Name}");
            }

            await AliasRouting.CheckAsync(catalog, reference, alias, call.Aborted);
            return function.WithAlias(alias);
        }, call.Aborted);
        return AliasConfiguration.Of(reference, alias);
    }
}
