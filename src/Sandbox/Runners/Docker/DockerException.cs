using System.Net;

namespace Gatehouse.Sandbox.Runners.Docker;

/// <summary>The engine refused a request, or could not be reached.</summary>
internal sealed class DockerException(HttpStatusCode? status, string message) : IOException(message)
{
    /// <summary>The engine answered, and did not do it.</summary>
    internal bool IsRefusal => status is not null;

    internal bool IsMissing => status == HttpStatusCode.NotFound;
}
