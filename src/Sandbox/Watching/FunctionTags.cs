using System.Diagnostics;

namespace Gatehouse.Sandbox.Watching;

/// <summary>How OpenTelemetry names a version of a function.</summary>
internal static class FunctionTags
{
    public static TagList Of(Pool.FunctionRevision revision) => new()
    {
        { "faas.name", revision.FunctionName },
        { "faas.version", revision.Version },
        { "cloud.region", revision.Region },
        { "cloud.account.id", revision.Account },
    };
}
