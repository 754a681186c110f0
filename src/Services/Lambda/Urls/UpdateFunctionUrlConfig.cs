using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Urls;

internal sealed record UpdateFunctionUrlConfigRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    [Query("Qualifier")] public string? Qualifier { get; init; }

    public string? AuthType { get; init; }

    public Cors? Cors { get; init; }

    public string? InvokeMode { get; init; }

    public void Constrain(Violations check) => check
        .FunctionName(FunctionName)
        .UrlQualifier(Qualifier)
        .OneOf(AuthType, ["NONE", "AWS_IAM"])
        .OneOf(InvokeMode, ["RESPONSE_STREAM", "BUFFERED"])
        .Cors(Cors);
}

/// <summary>Changes what is given of a URL's settings. See https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionUrlConfig.html.</summary>
internal sealed class UpdateFunctionUrlConfig(FunctionCatalog catalog) : IOperation<UpdateFunctionUrlConfigRequest, FunctionUrlConfig>
{
    public OperationSpec Spec => OperationSpec.Put("/2021-10-31/functions/{FunctionName}/url");

    public async ValueTask<FunctionUrlConfig> InvokeAsync(UpdateFunctionUrlConfigRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, request.Qualifier, call);
        var key = UrlOwner.Key(reference);
        var changed = await catalog.TryChangeAsync(reference, (function, _) =>
        {
            var url = function.Urls.GetValueOrDefault(key) ?? throw LambdaErrors.ResourceNotFound();
            return new(function.With(key, url with
            {
                AuthType = request.AuthType ?? url.AuthType,
                Cors = request.Cors ?? url.Cors,
                InvokeMode = request.InvokeMode ?? url.InvokeMode,
                LastModified = call.Time,
            }));
        }, call.Aborted) ?? throw LambdaErrors.ResourceNotFound();
        return FunctionUrlConfig.Of(reference, changed.Urls[key], call);
    }
}
