using Microsoft.AspNetCore.Http;

namespace Gatehouse.Wire;

/// <summary>One of AWS's protocols: finds the operation in a request, reads its members, writes results and errors.</summary>
internal interface IProtocol
{
    ErrorStyle Errors { get; }

    /// <summary>The operation that the request names; throws when there is none.</summary>
    ValueTask<Target> FindAsync(ServiceDefinition service, HttpContext http);

    ValueTask<object> ReadAsync(Target target, TypedOperation operation, HttpContext http);

    ValueTask WriteAsync(TypedOperation operation, object result, HttpContext http, Call call);

    ValueTask WriteErrorAsync(AwsException error, HttpContext http, string requestId);
}

/// <summary>What a request is for.</summary>
/// <param name="Operation">Null when AWS has the operation and we do not.</param>
/// <param name="Name">The operation's name.</param>
internal sealed record Target(Operation? Operation, string Name)
{
    public IReadOnlyDictionary<string, string> Labels { get; init; } = System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The body, where finding the operation meant reading it.</summary>
    public Query.Form? Form { get; init; }
}
