using System.Text.RegularExpressions;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Permissions;

internal sealed partial record RemovePermissionRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    [Uri("StatementId")] public required string StatementId { get; init; }

    [Query("Qualifier")] public string? Qualifier { get; init; }

    [Query("RevisionId")] public string? RevisionId { get; init; }

    public void Constrain(Violations check) => check
        .NamespacedFunctionName(FunctionName)
        .Length(StatementId, 1, 100)
        .Pattern(StatementId, Sid(), "([a-zA-Z0-9-_.]+)")
        .Qualifier(Qualifier);

    [GeneratedRegex(@"^[a-zA-Z0-9-_.]+\z", RegexOptions.ECMAScript)]
    private static partial Regex Sid();
}

/// <summary>Takes a statement out of a resource policy. See https://docs.aws.amazon.com/lambda/latest/api/API_RemovePermission.html.</summary>
internal sealed class RemovePermission(FunctionCatalog catalog) : IOperation<RemovePermissionRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/2015-03-31/functions/{FunctionName}/policy/{StatementId}", 204);

    public async ValueTask<Nothing> InvokeAsync(RemovePermissionRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, request.Qualifier, call);
        await catalog.ChangeAsync(reference, async (function, versions) =>
        {
            var owner = await PolicyOwner.FindAsync(catalog, function, reference, call.Aborted);
            if (owner.Statements.Count == 0)
            {
                throw LambdaErrors.NoPolicy();
            }

            if (owner.Statements.All(statement => statement.Sid != request.StatementId))
            {
                throw LambdaErrors.StatementNotFound(request.StatementId);
            }

            return request.RevisionId is null || request.RevisionId == owner.RevisionId
                ? owner.With([.. owner.Statements.Where(statement => statement.Sid != request.StatementId)], versions)
                : throw LambdaErrors.PolicyRevisionMismatch();
        }, call.Aborted);
        return Nothing.Value;
    }
}
