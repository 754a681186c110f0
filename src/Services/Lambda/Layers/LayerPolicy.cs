using Gatehouse.Services.Lambda.Permissions;

namespace Gatehouse.Services.Lambda.Layers;

/// <summary>The policy of a layer's version as the JSON text that callers get.</summary>
internal static class LayerPolicy
{
    public static string Of(string versionArn, LayerStatement statement) => PolicyDocument.Of(InFull(versionArn, statement));

    public static string Of(string versionArn, IReadOnlyList<LayerStatement> statements) =>
        PolicyDocument.Of([.. statements.Select(statement => InFull(versionArn, statement))]);

    private static PolicyStatement InFull(string versionArn, LayerStatement statement) => new()
    {
        Sid = statement.Sid,
        Action = "lambda:GetLayerVersion",
        Principal = statement.Principal,
        Resource = versionArn,
        PrincipalOrgId = statement.OrganizationId,
    };
}
