using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Serving;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Versions;

internal sealed record PublishVersionRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    public string? CodeSha256 { get; init; }

    public string? Description { get; init; }

    public string? RevisionId { get; init; }

    public string? PublishTo { get; init; }

    public void Constrain(Violations check) => check.FunctionName(FunctionName).Length(Description, 0, 256).OneOf(PublishTo, ["LATEST_PUBLISHED"]);
}

/// <summary>Keeps code and configuration of <c>$LATEST</c> under a number. See https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html.</summary>
internal sealed class PublishVersion(FunctionCatalog catalog, Activations activations) : IOperation<PublishVersionRequest, FunctionConfiguration>
{
    public OperationSpec Spec => OperationSpec.Post("/2015-03-31/functions/{FunctionName}/versions", 201);

    public async ValueTask<FunctionConfiguration> InvokeAsync(PublishVersionRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, null, call) with { Qualifier = null };
        if (request.PublishTo is not null)
        {
            throw LambdaErrors.NotSupported("PublishTo");
        }

        Revision published = null!;
        var isNew = false;
        await catalog.ChangeAsync(reference, async (function, versions) =>
        {
            LatestUpdate.ThrowIfNotNow(function, reference, request.RevisionId);
            var sha = function.Latest.CodeSha256;
            if (request.CodeSha256 is { Length: > 0 } given && given != sha)
            {
                throw LambdaErrors.CodeShaMismatch(given, sha);
            }

            (function, published, isNew) = await Publishing.PublishAsync(catalog, function, reference, request.Description, versions, call);
            return function;
        }, call.Aborted);
        if (isNew)
        {
            activations.ActivateVersion(reference, published);
        }

        return FunctionConfiguration.Of(reference.Scope, reference.Name, published, published.Version);
    }
}
