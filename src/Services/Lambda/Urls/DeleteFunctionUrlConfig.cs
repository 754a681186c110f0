using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Urls;

internal sealed record DeleteFunctionUrlConfigRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    [Query("Qualifier")] public string? Qualifier { get; init; }

    public void Constrain(Violations check) => check.FunctionName(FunctionName).UrlQualifier(Qualifier);
}

/// <summary>Takes a URL away; the same one never comes back. See https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionUrlConfig.html.</summary>
internal sealed class DeleteFunctionUrlConfig(FunctionCatalog catalog) : IOperation<DeleteFunctionUrlConfigRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Delete("/2021-10-31/functions/{FunctionName}/url", 204);

    public async ValueTask<Nothing> InvokeAsync(DeleteFunctionUrlConfigRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, request.Qualifier, call);
        var key = UrlOwner.Key(reference);
        _ = await catalog.TryChangeAsync(
            reference,
            (function, _) => function.Urls.ContainsKey(key) ? new(function.With(key, (StoredUrl?)null)) : throw LambdaErrors.ResourceNotFound(),
            call.Aborted) ?? throw LambdaErrors.ResourceNotFound();
        return Nothing.Value;
    }
}
