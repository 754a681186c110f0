using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Urls;

internal sealed record GetFunctionUrlConfigRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    [Query("Qualifier")] public string? Qualifier { get; init; }

    public void Constrain(Violations check) => check.FunctionName(FunctionName).UrlQualifier(Qualifier);
}

/// <summary>The URL of a function or alias. See https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionUrlConfig.html.</summary>
internal sealed class GetFunctionUrlConfig(FunctionCatalog catalog) : IOperation<GetFunctionUrlConfigRequest, FunctionUrlConfig>
{
    public OperationSpec Spec => OperationSpec.Get("/2021-10-31/functions/{FunctionName}/url");

    public async ValueTask<FunctionUrlConfig> InvokeAsync(GetFunctionUrlConfigRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, request.Qualifier, call);
        return (await catalog.FindAsync(reference, call.Aborted))?.Urls.GetValueOrDefault(UrlOwner.Key(reference)) is { } url
            ? FunctionUrlConfig.Of(reference, url, call)
            : throw LambdaErrors.ResourceNotFound();
    }
}
