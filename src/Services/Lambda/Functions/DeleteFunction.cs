using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Serving;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Functions;

/// <summary>Deletes a function, or one of its versions. See https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html.</summary>
internal sealed class DeleteFunction(FunctionCatalog catalog, Activations activations) : IOperation<QualifiedFunctionRequest, Nothing>
{
    // The model says 200; AWS answers 204 without a body (recorded).
    public OperationSpec Spec => OperationSpec.Delete("/2015-03-31/functions/{FunctionName}", 204);

    public async ValueTask<Nothing> InvokeAsync(QualifiedFunctionRequest request, Call call)
    {
        var reference = FunctionReference.Read(request.FunctionName, request.Qualifier, call);
        if (reference.Qualifier is null)
        {
            activations.Retire(await catalog.DeleteAsync(reference, call.Aborted));
        }
        else
        {
            await DeleteVersionAsync(reference, reference.Qualifier, call);
        }

        return Nothing.Value;
    }

    private async ValueTask DeleteVersionAsync(FunctionReference reference, string version, Call call)
    {
        if (version == FunctionReference.Latest)
        {
            throw LambdaErrors.Invalid("$LATEST version cannot be deleted without deleting the function.");
        }

        var function = await catalog.GetAsync(reference, call.Aborted);
        if (!version.All(char.IsAsciiDigit))
        {
            throw LambdaErrors.Invalid("Deletion of aliases is not currently supported.");
        }

        if (await catalog.FindVersionAsync(reference, version, call.Aborted) is null)
        {
            // AWS answers success here, as to every deletion of a version that is gone.
            return;
        }

        activations.Retire(await catalog.DeleteVersionAsync(
            reference with { Qualifier = null }, version, current => Without(current, version), call.Aborted));
    }

    private static StoredFunction Without(StoredFunction function, string version)
    {
        var aliases = function.Aliases.Values.Where(alias => alias.FunctionVersion == version || alias.Additional?.Version == version).Select(alias => alias.Name).ToArray();
        if (aliases.Length > 0)
        {
            throw LambdaErrors.VersionHasAliases(aliases);
        }

        return function.WithoutSettingsOf(version);
    }
}
