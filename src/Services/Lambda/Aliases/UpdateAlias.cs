using Gatehouse.Core;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Aliases;

internal sealed record UpdateAliasRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    [Uri("Name")] public required string Name { get; init; }

    public string? FunctionVersion { get; init; }

    public string? Description { get; init; }

    public AliasRoutingConfiguration? RoutingConfig { get; init; }

    public string? RevisionId { get; init; }

    public void Constrain(Violations check) => check
        .FunctionName(FunctionName)
        .AliasName(Name)
        .FunctionVersion(FunctionVersion)
        .Length(Description, 0, 256)
        .Weights(RoutingConfig);
}

/// <summary>Points an alias elsewhere. See https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html.</summary>
internal sealed class UpdateAlias(FunctionCatalog catalog) : IOperation<UpdateAliasRequest, AliasConfiguration>
{
    public OperationSpec Spec => OperationSpec.Put("/2015-03-31/functions/{FunctionName}/aliases/{Name}");

    public async ValueTask<AliasConfiguration> InvokeAsync(UpdateAliasRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, null, call) with { Qualifier = null };
        StoredAlias changed = null!;
        await catalog.ChangeAsync(reference, async (function, _) =>
        {
            if (!function.Aliases.TryGetValue(request.Name, out var alias))
            {
                throw LambdaErrors.AliasNotFound($"{reference.Arn}:{request.Name}");
            }

            if (request.RevisionId is not null && request.RevisionId != alias.RevisionId)
            {
                throw LambdaErrors.RevisionMismatch();
            }

            changed = alias with
            {
                FunctionVersion = request.FunctionVersion ?? alias.FunctionVersion,
                Description = request.Description ?? alias.Description,
                Additional = request.RoutingConfig is { } routing ? AliasRouting.ShareOf(routing) : alias.Additional,
                RevisionId = Ids.Uuid(),
            };
            await AliasRouting.CheckAsync(catalog, reference, changed, call.Aborted);
            return function.WithAlias(changed);
        }, call.Aborted);
        return AliasConfiguration.Of(reference, changed);
    }
}
