using System.Text.RegularExpressions;
using Gatehouse.Core;
using Gatehouse.Services.Lambda.Packages;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Layers;

internal sealed partial record RemoveLayerVersionPermissionRequest : IConstrained
{
    [Uri("LayerName")] public required string LayerName { get; init; }

    [Uri("VersionNumber")] public required long VersionNumber { get; init; }

    [Uri("StatementId")] public required string StatementId { get; init; }

    [Query("RevisionId")] public string? RevisionId { get; init; }

    public void Constrain(Violations check) => LayerReference.CheckName(check, LayerName)
        .Length(StatementId, 1, 100)
        .Pattern(StatementId, Sid, "([a-zA-Z0-9-_]+)");

    [GeneratedRegex(@"^[a-zA-Z0-9-_]+\z")]
    private static partial Regex Sid { get; }
}

/// <summary>Takes a statement out of the policy of a layer's version. See https://docs.aws.amazon.com/lambda/latest/api/API_RemoveLayerVersionPermission.html.</summary>
internal sealed class RemoveLayerVersionPermission(LayerCatalog layers) : IOperation<RemoveLayerVersionPermissionRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy/{StatementId}", 204);

    public async ValueTask<Nothing> InvokeAsync(RemoveLayerVersionPermissionRequest request, Call call)
    {
        await layers.ChangeAsync(LayerReference.ReadOwn(request.LayerName, call), request.VersionNumber, version => Without(version, request), call.Aborted);
        return Nothing.Value;
    }

    private static LayerVersion Without(LayerVersion version, RemoveLayerVersionPermissionRequest request)
    {
        if (version.Statements.All(statement => statement.Sid != request.StatementId))
        {
            throw LambdaErrors.StatementNotFound(request.StatementId);
        }

        return request.RevisionId is null || request.RevisionId == version.PolicyRevisionId
            ? version with { Statements = [.. version.Statements.Where(statement => statement.Sid != request.StatementId)], PolicyRevisionId = Ids.Uuid() }
            : throw PackageErrors.LayerPolicyChanged();
    }
}
