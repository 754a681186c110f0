using Gatehouse.Core;
using Gatehouse.Services.Lambda.Naming;

namespace Gatehouse.Services.Lambda.Functions;

/// <summary>What every change of <c>$LATEST</c> has in common.</summary>
internal static class LatestUpdate
{
    /// <summary>Refuses while another change is not through, and a caller that looked at an older revision.</summary>
    public static void ThrowIfNotNow(StoredFunction function, FunctionReference reference, string? revisionId)
    {
        var status = function.Latest.Status;
        if (status.State == "Pending")
        {
            throw LambdaErrors.WrongState("Pending");
        }

        if (status.IsUnsettled)
        {
            throw LambdaErrors.UpdateInProgress(reference.Arn);
        }

        if (revisionId is not null && revisionId != function.Latest.RevisionId)
        {
            throw LambdaErrors.RevisionMismatch();
        }
    }

    /// <summary>The function with a changed <c>$LATEST</c> that waits for its activation.</summary>
    public static StoredFunction Begin(StoredFunction function, Revision latest, DateTimeOffset now) => function with
    {
        Activation = Ids.Uuid(),
        Latest = latest with
        {
            LastModified = now,
            RevisionId = Ids.Uuid(),
            // A function whose creation failed starts over: there is no older code that could go on serving.
            Status = function.Serving is null ? RevisionStatus.Pending : RevisionStatus.Updating,
        },
    };
}
