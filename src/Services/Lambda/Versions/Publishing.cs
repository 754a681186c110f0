using System.Globalization;
using Gatehouse.Core;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Versions;

/// <summary>Makes a version from <c>$LATEST</c>.</summary>
internal static class Publishing
{
    /// <summary>The last version itself while nothing changed since; otherwise a new one, put beside the function.</summary>
    public static async ValueTask<(StoredFunction Function, Revision Version, bool IsNew)> PublishAsync(
        FunctionCatalog catalog, StoredFunction function, FunctionReference reference, string? description, VersionChanges versions, Call call)
    {
        var fingerprint = function.Latest.Fingerprint();
        if (function.LastFingerprint == fingerprint
            && await catalog.FindVersionAsync(reference, function.LastVersion.ToString(CultureInfo.InvariantCulture), call.Aborted) is { } last)
        {
            return (function, last, false);
        }

        var number = function.LastVersion + 1;
        var version = function.Latest with
        {
            Version = number.ToString(CultureInfo.InvariantCulture),
            Description = description ?? function.Latest.Description,
            LastModified = call.Time,
            RevisionId = Ids.Uuid(),
            Status = RevisionStatus.Pending,
        };
        versions.Put.Add(version);
        return (function with { LastVersion = number, LastFingerprint = fingerprint }, version, true);
    }
}
