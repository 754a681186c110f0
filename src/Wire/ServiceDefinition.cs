using System.Collections.Frozen;

namespace Gatehouse.Wire;

/// <summary>One AWS service as the dispatcher sees it: how it is told apart, how it speaks, and what it can do.</summary>
public sealed class ServiceDefinition
{
    internal ServiceDefinition(string name, IProtocol protocol, IReadOnlyList<Operation> operations, IReadOnlyList<MissingOperation> missing)
    {
        Name = name;
        Protocol = protocol;
        Operations = operations;
        Missing = missing;
        ByName = operations.ToFrozenDictionary(operation => operation.Name, StringComparer.Ordinal);
        MissingNames = missing.Select(operation => operation.Name).ToFrozenSet(StringComparer.Ordinal);
        Routes = new RestJson.UriTable(operations, missing);
    }

    /// <summary>The name in the signing scope: <c>lambda</c>, <c>apigateway</c>, <c>ecr</c>, <c>iam</c>, <c>sts</c>, <c>logs</c>.</summary>
    public string Name { get; }

    public IReadOnlyList<Operation> Operations { get; }

    /// <summary>Operations that AWS has and we answer with 501.</summary>
    public IReadOnlyList<MissingOperation> Missing { get; }

    internal ISessionDirectory? Sessions { get; init; }

    /// <summary>Null goes by the dispatcher's.</summary>
    internal TimeProvider? Time { get; init; }

    internal IProtocol Protocol { get; }

    internal FrozenDictionary<string, Operation> ByName { get; }

    internal FrozenSet<string> MissingNames { get; }

    internal RestJson.UriTable Routes { get; }
}

/// <summary>An operation that AWS has and we do not. <paramref name="Uri"/> and <paramref name="Method"/> for REST services.</summary>
public sealed record MissingOperation(string Name, string Method = "POST", string Uri = "/");
