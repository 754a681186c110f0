using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Invocations;

/// <summary>Versions that exist and have nothing to run.</summary>
internal static class UnservedVersions
{
    /// <summary>What a caller of such a version is told.</summary>
    public static async ValueTask<AwsException> WhyNotServedAsync(this FunctionCatalog catalog, FunctionReference reference, Call call)
    {
        var function = await catalog.GetAsync(reference, call.Aborted);
        var revision = await catalog.GetRevisionAsync(function, reference, call.Aborted);
        return revision.Status.State == "Active" ? LambdaErrors.Unavailable(reference.EffectiveArn) : LambdaErrors.WrongState(revision.Status.State);
    }
}
