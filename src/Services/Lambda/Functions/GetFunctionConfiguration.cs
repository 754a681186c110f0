using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Functions;

/// <summary>A version's configuration. See https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html.</summary>
internal sealed class GetFunctionConfiguration(FunctionCatalog catalog) : IOperation<QualifiedFunctionRequest, FunctionConfiguration>
{
    public OperationSpec Spec => OperationSpec.Get("/2015-03-31/functions/{FunctionName}/configuration");

    public async ValueTask<FunctionConfiguration> InvokeAsync(QualifiedFunctionRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, request.Qualifier, call);
        var function = await catalog.GetAsync(reference, call.Aborted);
        var revision = await catalog.GetRevisionAsync(function, reference, call.Aborted);
        return FunctionConfiguration.Of(reference.Scope, function.Name, revision, reference.Qualifier);
    }
}
