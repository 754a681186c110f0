using System.Text;
using System.Text.RegularExpressions;
using Gatehouse.Core;
using Gatehouse.Services.Lambda.Packages;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Layers;

internal sealed partial record AddLayerVersionPermissionRequest : IConstrained
{
    [Uri("LayerName")] public required string LayerName { get; init; }

    [Uri("VersionNumber")] public required long VersionNumber { get; init; }

    public required string StatementId { get; init; }

    public required string Action { get; init; }

    public required string Principal { get; init; }

    public string? OrganizationId { get; init; }

    [Query("RevisionId")] public string? RevisionId { get; init; }

    public void Constrain(Violations check) => LayerReference.CheckName(check, LayerName)
        .Length(StatementId, 1, 100)
        .Pattern(StatementId, Sid, "([a-zA-Z0-9-_]+)")
        .Length(Action, 0, 22)
        .Pattern(Action, OnlyAction, "lambda:GetLayerVersion")
        .Pattern(Principal, PrincipalForm, @"\d{12}|\*|arn:(aws[a-zA-Z-]*):iam::\d{12}:root")
        .Length(OrganizationId, 0, 34)
        .Pattern(OrganizationId, Organization, "o-[a-z0-9]{10,32}");

    [GeneratedRegex(@"^[a-zA-Z0-9-_]+\z")]
    private static partial Regex Sid { get; }

    [GeneratedRegex(@"^lambda:GetLayerVersion\z")]
    private static partial Regex OnlyAction { get; }

    [GeneratedRegex(@"^([0-9]{12}|\*|arn:(aws[a-zA-Z-]*):iam::[0-9]{12}:root)\z")]
    private static partial Regex PrincipalForm { get; }

    [GeneratedRegex(@"^o-[a-z0-9]{10,32}\z")]
    private static partial Regex Organization { get; }
}

internal sealed record AddLayerVersionPermissionResponse(string Statement, string RevisionId);

/// <summary>Lets another account use a version of a layer. See https://docs.aws.amazon.com/lambda/latest/api/API_AddLayerVersionPermission.html.</summary>
internal sealed class AddLayerVersionPermission(LayerCatalog layers) : IOperation<AddLayerVersionPermissionRequest, AddLayerVersionPermissionResponse>
{
    // As for functions.
    private const int MostBytes = 20480;

    public OperationSpec Spec => OperationSpec.Post("/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy", 201);

    public async ValueTask<AddLayerVersionPermissionResponse> InvokeAsync(AddLayerVersionPermissionRequest request, Call call)
    {
        var layer = LayerReference.ReadOwn(request.LayerName, call);
        var arn = layer.VersionArn(request.VersionNumber);
        var statement = new LayerStatement(request.StatementId, request.Principal, request.OrganizationId);
        var changed = await layers.ChangeAsync(layer, request.VersionNumber, version => With(version, statement, request.RevisionId, arn), call.Aborted);
        return new AddLayerVersionPermissionResponse(LayerPolicy.Of(arn, statement), changed.PolicyRevisionId);
    }

    private static LayerVersion With(LayerVersion version, LayerStatement statement, string? revisionId, string arn)
    {
        if (version.Statements.Any(other => other.Sid == statement.Sid))
        {
            throw LambdaErrors.StatementExists(statement.Sid);
        }

        if (revisionId is not null && revisionId != version.PolicyRevisionId)
        {
            throw PackageErrors.LayerPolicyChanged();
        }

        IReadOnlyList<LayerStatement> statements = [.. version.Statements, statement];
        var size = Encoding.UTF8.GetByteCount(LayerPolicy.Of(arn, statements));
        return size <= MostBytes ? version with { Statements = statements, PolicyRevisionId = Ids.Uuid() } : throw LambdaErrors.PolicyTooLong(size);
    }
}
