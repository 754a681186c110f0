using Gatehouse.Core;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Naming;

namespace Gatehouse.Services.Lambda.Permissions;

/// <summary>
/// What a resource policy belongs to: the function, a version or an alias. Its revision id is the policy's, and changes
/// with every statement.
/// </summary>
internal sealed class PolicyOwner
{
    private readonly StoredFunction _function;
    private readonly Revision? _version;

    private PolicyOwner(StoredFunction function, string qualifier, string revisionId, Revision? version)
    {
        _function = function;
        _version = version;
        Qualifier = qualifier;
        RevisionId = revisionId;
    }

    public string Qualifier { get; }

    public string RevisionId { get; }

    public IReadOnlyList<PolicyStatement> Statements => _function.Policies.GetValueOrDefault(Qualifier) ?? [];

    public static async ValueTask<PolicyOwner> FindAsync(FunctionCatalog catalog, StoredFunction function, FunctionReference reference, CancellationToken cancellation)
    {
        if (reference.Qualifier is null or FunctionReference.Latest)
        {
            return new PolicyOwner(function, FunctionReference.Latest, function.Latest.RevisionId, null);
        }

        if (function.Aliases.TryGetValue(reference.Qualifier, out var alias))
        {
            return new PolicyOwner(function, alias.Name, alias.RevisionId, null);
        }

        if (await catalog.FindVersionAsync(reference, reference.Qualifier, cancellation) is { } version)
        {
            return new PolicyOwner(function, version.Version, version.RevisionId, version);
        }

        throw reference.Qualifier.All(char.IsAsciiDigit)
            ? LambdaErrors.FunctionNotFound(reference.QualifiedArn)
            : LambdaErrors.AliasNotFound(reference.QualifiedArn);
    }

    /// <summary>The function with other statements for this owner, and with its new revision id.</summary>
    public StoredFunction With(IReadOnlyList<PolicyStatement> statements, VersionChanges versions)
    {
        var revisionId = Ids.Uuid();
        var policies = new SortedDictionary<string, IReadOnlyList<PolicyStatement>>(_function.Policies, StringComparer.Ordinal);
        policies.Remove(Qualifier);
        if (statements.Count > 0)
        {
            policies.Add(Qualifier, statements);
        }

        var changed = _function with { Policies = policies };
        if (_version is not null)
        {
            versions.Put.Add(_version with { RevisionId = revisionId });
            return changed;
        }

        if (Qualifier == FunctionReference.Latest)
        {
            return changed with { Latest = _function.Latest with { RevisionId = revisionId } };
        }

        var aliases = new SortedDictionary<string, Aliases.StoredAlias>(_function.Aliases, StringComparer.Ordinal);
        aliases[Qualifier] = aliases[Qualifier] with { RevisionId = revisionId };
        return changed with { Aliases = aliases };
    }
}
