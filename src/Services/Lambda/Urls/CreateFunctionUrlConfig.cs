using System.Security.Cryptography;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Urls;

internal sealed record CreateFunctionUrlConfigRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    [Query("Qualifier")] public string? Qualifier { get; init; }

    public required string AuthType { get; init; }

    public Cors? Cors { get; init; }

    public string? InvokeMode { get; init; }

    public void Constrain(Violations check) => check
        .FunctionName(FunctionName)
        .UrlQualifier(Qualifier)
        .OneOf(AuthType, ["NONE", "AWS_IAM"])
        .OneOf(InvokeMode, ["RESPONSE_STREAM", "BUFFERED"])
        .Cors(Cors);
}

internal sealed record CreateFunctionUrlConfigResponse(string FunctionUrl, string FunctionArn, string AuthType, string CreationTime)
{
    public Cors? Cors { get; init; }

    public string? InvokeMode { get; init; }
}

/// <summary>Gives a function or alias a URL of its own. See https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunctionUrlConfig.html.</summary>
internal sealed class CreateFunctionUrlConfig(FunctionCatalog catalog) : IOperation<CreateFunctionUrlConfigRequest, CreateFunctionUrlConfigResponse>
{
    public OperationSpec Spec => OperationSpec.Post("/2021-10-31/functions/{FunctionName}/url", 201);

    public async ValueTask<CreateFunctionUrlConfigResponse> InvokeAsync(CreateFunctionUrlConfigRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, request.Qualifier, call);
        var key = UrlOwner.Key(reference);
        var url = new StoredUrl
        {
            Id = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz234567", 32),
            AuthType = request.AuthType,
            Cors = request.Cors,
            InvokeMode = request.InvokeMode,
            Created = call.Time,
            LastModified = call.Time,
        };
        _ = await catalog.TryChangeAsync(reference, (function, _) =>
        {
            if (reference.Qualifier is { } alias && !function.Aliases.ContainsKey(alias))
            {
                throw LambdaErrors.UrlFunctionMissing();
            }

            return function.Urls.ContainsKey(key) ? throw LambdaErrors.UrlExists(reference.QualifiedArn) : new(function.With(key, url));
        }, call.Aborted) ?? throw LambdaErrors.UrlFunctionMissing();
        var made = FunctionUrlConfig.Of(reference, url, call);
        return new CreateFunctionUrlConfigResponse(made.FunctionUrl, made.FunctionArn, made.AuthType, made.CreationTime) { Cors = made.Cors, InvokeMode = request.InvokeMode };
    }
}
