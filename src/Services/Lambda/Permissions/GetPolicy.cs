using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Permissions;

internal sealed record GetPolicyResponse(string Policy, string RevisionId);

/// <summary>The resource policy of a function, version or alias. See https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html.</summary>
internal sealed class GetPolicy(FunctionCatalog catalog) : IOperation<QualifiedFunctionRequest, GetPolicyResponse>
{
    public OperationSpec Spec => OperationSpec.Get("/2015-03-31/functions/{FunctionName}/policy");

    public async ValueTask<GetPolicyResponse> InvokeAsync(QualifiedFunctionRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, request.Qualifier, call);
        var owner = await PolicyOwner.FindAsync(catalog, await catalog.GetAsync(reference, call.Aborted), reference, call.Aborted);
        return owner.Statements.Count > 0
            ? new GetPolicyResponse(PolicyDocument.Of(owner.Statements), owner.RevisionId)
            : throw LambdaErrors.ResourceNotFound();
    }
}
