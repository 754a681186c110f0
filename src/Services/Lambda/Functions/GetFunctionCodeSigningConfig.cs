using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Functions;

internal sealed record GetFunctionCodeSigningConfigRequest : IConstrained
{
    [Uri("FunctionName")] public required string FunctionName { get; init; }

    public void Constrain(Violations check) => check.NamespacedFunctionName(FunctionName);
}

/// <param name="FunctionName">Alone: no function has a code signing configuration.</param>
internal sealed record GetFunctionCodeSigningConfigResponse(string FunctionName);

/// <summary>Says that a function has no code signing configuration. See https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionCodeSigningConfig.html.</summary>
internal sealed class GetFunctionCodeSigningConfig(FunctionCatalog catalog) : IOperation<GetFunctionCodeSigningConfigRequest, GetFunctionCodeSigningConfigResponse>
{
    public OperationSpec Spec => OperationSpec.Get("/2020-06-30/functions/{FunctionName}/code-signing-config");

    public async ValueTask<GetFunctionCodeSigningConfigResponse> InvokeAsync(GetFunctionCodeSigningConfigRequest request, Call call) =>
        new((await catalog.GetAsync(FunctionReference.Read(request.FunctionName, null, call), call.Aborted)).Name);
}
