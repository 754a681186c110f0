using Gatehouse.Services.Lambda.Concurrency;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Packages;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Functions;

internal sealed record GetFunctionResponse(FunctionConfiguration Configuration, FunctionCodeLocation Code)
{
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public ConcurrencySettings? Concurrency { get; init; }
}

internal sealed record FunctionCodeLocation(string RepositoryType)
{
    public string? Location { get; init; }

    public string? ImageUri { get; init; }

    public string? ResolvedImageUri { get; init; }
}

/// <summary>A function's configuration, code, tags and concurrency. See https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html.</summary>
internal sealed class GetFunction(FunctionCatalog catalog, CodeDownloads downloads) : IOperation<QualifiedFunctionRequest, GetFunctionResponse>
{
    public OperationSpec Spec => OperationSpec.Get("/2015-03-31/functions/{FunctionName}");

    public async ValueTask<GetFunctionResponse> InvokeAsync(QualifiedFunctionRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, request.Qualifier, call);
        var function = await catalog.GetAsync(reference, call.Aborted);
        var revision = await catalog.GetRevisionAsync(function, reference, call.Aborted);
        return new GetFunctionResponse(
            FunctionConfiguration.Of(reference.Scope, function.Name, revision, reference.Qualifier),
            revision.Image is { } image
                ? new FunctionCodeLocation("ECR") { ImageUri = image.Uri, ResolvedImageUri = image.ResolvedUri }
                : new FunctionCodeLocation("S3") { Location = downloads.UrlOf(revision.Package!.Digest, call) })
        {
            Tags = function.Tags.Count > 0 ? function.Tags : null,
            Concurrency = function.ReservedConcurrency is { } reserved ? new ConcurrencySettings { ReservedConcurrentExecutions = reserved } : null,
        };
    }
}
