using System.Text;
using System.Text.RegularExpressions;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Permissions;

internal sealed partial record AddPermissionRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    [Query("Qualifier")] public string? Qualifier { get; init; }

    public required string StatementId { get; init; }

    public required string Action { get; init; }

    public required string Principal { get; init; }

    public string? SourceArn { get; init; }

    public string? SourceAccount { get; init; }

    public string? PrincipalOrgID { get; init; }

    public string? EventSourceToken { get; init; }

    public string? FunctionUrlAuthType { get; init; }

    public bool? InvokedViaFunctionUrl { get; init; }

    public string? RevisionId { get; init; }

    public void Constrain(Violations check) => check
        .NamespacedFunctionName(FunctionName)
        .Qualifier(Qualifier)
        .Length(StatementId, 1, 100)
        .Pattern(StatementId, Sid(), "([a-zA-Z0-9-_]+)")
        .Pattern(Action, ActionName(), "(lambda:[*]|lambda:[a-zA-Z]+|[*])")
        .Pattern(Principal, NoSpace(), @"[^\s]+")
        .Pattern(SourceArn, SourceArnForm(), @"arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:([a-z]{2}(-gov)?-[a-z]+-\d{1})?:(\d{12})?:(.*)")
        .Length(SourceAccount, 0, 12)
        .Pattern(SourceAccount, Account(), @"\d{12}")
        .Length(PrincipalOrgID, 12, 34)
        .Pattern(PrincipalOrgID, Organization(), "o-[a-z0-9]{10,32}")
        .Length(EventSourceToken, 0, 256)
        .Pattern(EventSourceToken, Token(), @"[a-zA-Z0-9._\-]+")
        .OneOf(FunctionUrlAuthType, ["NONE", "AWS_IAM"]);

    [GeneratedRegex(@"^[a-zA-Z0-9-_]+\z", RegexOptions.ECMAScript)]
    private static partial Regex Sid();

    [GeneratedRegex(@"^(lambda:[*]|lambda:[a-zA-Z]+|[*])\z")]
    private static partial Regex ActionName();

    [GeneratedRegex(@"^[^\s]+\z")]
    private static partial Regex NoSpace();

    [GeneratedRegex(@"^arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:([a-z]{2}(-gov)?-[a-z]+-\d{1})?:(\d{12})?:(.*)\z", RegexOptions.ECMAScript)]
    private static partial Regex SourceArnForm();

    [GeneratedRegex(@"^\d{12}\z", RegexOptions.ECMAScript)]
    private static partial Regex Account();

    [GeneratedRegex(@"^o-[a-z0-9]{10,32}\z")]
    private static partial Regex Organization();

    [GeneratedRegex(@"^[a-zA-Z0-9._\-]+\z")]
    private static partial Regex Token();
}

internal sealed record AddPermissionResponse(string Statement);

/// <summary>Adds a statement to the resource policy of a function, version or alias. See https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html.</summary>
internal sealed class AddPermission(FunctionCatalog catalog) : IOperation<AddPermissionRequest, AddPermissionResponse>
{
    // See https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 20 KB for a function's policy.
    private const int MostBytes = 20480;

    public OperationSpec Spec => OperationSpec.Post("/2015-03-31/functions/{FunctionName}/policy", 201);

    public async ValueTask<AddPermissionResponse> InvokeAsync(AddPermissionRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, request.Qualifier, call);
        if (reference.Qualifier == FunctionReference.Latest)
        {
            throw LambdaErrors.Invalid("We currently do not support adding policies for $LATEST.");
        }

        if (!IsPrincipal(request.Principal))
        {
            throw LambdaErrors.Invalid("The provided principal was invalid. Please check the principal and try again.");
        }

        var statement = new PolicyStatement
        {
            Sid = request.StatementId,
            Action = request.Action,
            Principal = request.Principal,
            Resource = reference.QualifiedArn,
            SourceArn = request.SourceArn,
            SourceAccount = request.SourceAccount,
            PrincipalOrgId = request.PrincipalOrgID,
            EventSourceToken = request.EventSourceToken,
            FunctionUrlAuthType = request.FunctionUrlAuthType,
            InvokedViaFunctionUrl = request.InvokedViaFunctionUrl,
        };
        await catalog.ChangeAsync(reference, async (function, versions) =>
        {
            var owner = await PolicyOwner.FindAsync(catalog, function, reference, call.Aborted);
            if (request.RevisionId is not null && request.RevisionId != owner.RevisionId)
            {
                throw LambdaErrors.PolicyRevisionMismatch();
            }

            if (owner.Statements.Any(other => other.Sid == statement.Sid))
            {
                throw LambdaErrors.StatementExists(statement.Sid);
            }

            IReadOnlyList<PolicyStatement> statements = [.. owner.Statements, statement];
            var size = Encoding.UTF8.GetByteCount(PolicyDocument.Of(statements));
            return size <= MostBytes ? owner.With(statements, versions) : throw LambdaErrors.PolicyTooLong(size);
        }, call.Aborted);
        return new AddPermissionResponse(PolicyDocument.Of(statement));
    }

    private static bool IsPrincipal(string text) =>
        text == "*"
        || (text.Length == 12 && text.All(char.IsAsciiDigit))
        || Gatehouse.Core.Arn.TryParse(text, out _)
        || text.EndsWith(".amazonaws.com", StringComparison.Ordinal)
        || text.EndsWith(".amazon.com", StringComparison.Ordinal);
}
