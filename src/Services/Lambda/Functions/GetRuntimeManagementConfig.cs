using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Functions;

/// <param name="UpdateRuntimeOn">Always <c>Auto</c>: an image brings its runtime, so there is nothing to manage.</param>
internal sealed record GetRuntimeManagementConfigResponse(string UpdateRuntimeOn, string FunctionArn);

/// <summary>How a function's runtime is kept current. See https://docs.aws.amazon.com/lambda/latest/api/API_GetRuntimeManagementConfig.html.</summary>
internal sealed class GetRuntimeManagementConfig(FunctionCatalog catalog) : IOperation<QualifiedFunctionRequest, GetRuntimeManagementConfigResponse>
{
    public OperationSpec Spec => OperationSpec.Get("/2021-07-20/functions/{FunctionName}/runtime-management-config");

    public async ValueTask<GetRuntimeManagementConfigResponse> InvokeAsync(QualifiedFunctionRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, request.Qualifier, call);
        var revision = await catalog.GetRevisionAsync(await catalog.GetAsync(reference, call.Aborted), reference, call.Aborted);
        return new GetRuntimeManagementConfigResponse("Auto", $"{reference.Arn}:{revision.Version}");
    }
}
