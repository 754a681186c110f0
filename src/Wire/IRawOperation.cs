using Microsoft.AspNetCore.Http;

namespace Gatehouse.Wire;

/// <summary>A rest-json operation whose body is not a JSON document of members: payloads, imports, exports, streams.</summary>
public interface IRawOperation
{
    OperationSpec Spec { get; }

    /// <summary>Writes the whole answer, or throws <see cref="AwsException"/> before anything was written.</summary>
    /// <param name="labels">The URI's labels, decoded.</param>
    ValueTask InvokeAsync(IReadOnlyDictionary<string, string> labels, HttpContext http, Call call);
}
