using Gatehouse.Core;
using Gatehouse.Services.Iam.Tags;
using Gatehouse.Storage;

namespace Gatehouse.Services.Iam.Roles;

/// <summary>The roles of every account. Names are unique whatever their case; a lookup must spell them as they were created.</summary>
internal sealed class RoleTable(IStore store)
{
    private readonly Table<RoleRecord> _roles = new(store, "iam-role", IamRows.Default.RoleRecord);

    public async ValueTask<RoleRecord> GetAsync(string account, string name, CancellationToken cancellation) =>
        await FindAsync(account, name, cancellation) ?? throw IamErrors.RoleNotFound(name);

    public async ValueTask<RoleRecord?> FindAsync(string account, string name, CancellationToken cancellation) =>
        await _roles.FindAsync(Scope.Global(account), Key(name), cancellation) is { } role && role.Name == name ? role : null;

    public async ValueTask<Versioned<RoleRecord>> GetVersionedAsync(string account, string name, CancellationToken cancellation) =>
        await _roles.FindVersionedAsync(Scope.Global(account), Key(name), cancellation) is { } role && role.Value.Name == name
            ? role
            : throw IamErrors.RoleNotFound(name);

    /// <summary>Finds a role by its ARN, which names its path too.</summary>
    public async ValueTask<RoleRecord?> FindByArnAsync(string arn, CancellationToken cancellation)
    {
        if (!Arn.TryParse(arn, out var parsed) || parsed.Service != "iam" || !parsed.Resource.StartsWith("role/", StringComparison.Ordinal))
        {
            return null;
        }

        var name = parsed.Resource[(parsed.Resource.LastIndexOf('/') + 1)..];
        return await FindAsync(parsed.Account, name, cancellation) is { } role && role.Arn() == arn ? role : null;
    }

    /// <summary>False when the name is taken.</summary>
    public ValueTask<bool> TryInsertAsync(RoleRecord role, CancellationToken cancellation) =>
        _roles.TryInsertAsync(Scope.Global(role.Account), Key(role.Name), role, cancellation);

    /// <summary>Tags any role: those that AWS services own too.</summary>
    public async ValueTask TagAsync(string account, string name, Func<IReadOnlyList<Tag>, IReadOnlyList<Tag>> change, CancellationToken cancellation)
    {
        RoleRecord Tagged(RoleRecord role) => role.Name == name ? role with { Tags = change(role.Tags) } : throw IamErrors.RoleNotFound(name);

        _ = await _roles.UpdateAsync(Scope.Global(account), Key(name), Tagged, cancellation) ?? throw IamErrors.RoleNotFound(name);
    }

    /// <summary>Changes a role that its owner may change.</summary>
    public async ValueTask<RoleRecord> UpdateAsync(string account, string name, Func<RoleRecord, RoleRecord> change, CancellationToken cancellation)
    {
        RoleRecord Guarded(RoleRecord role) =>
            role.Name != name ? throw IamErrors.RoleNotFound(name)
            : role.LinkedService is not null ? throw IamErrors.ProtectedRole(name)
            : change(role);

        return await _roles.UpdateAsync(Scope.Global(account), Key(name), Guarded, cancellation) ?? throw IamErrors.RoleNotFound(name);
    }

    /// <summary>In ordinal order of the lower-case names.</summary>
    public async ValueTask<IReadOnlyList<RoleRecord>> ListAsync(string account, CancellationToken cancellation) =>
        (await _roles.ListAsync(Scope.Global(account), cancellation: cancellation)).Items;

    public void Put(Batch batch, RoleRecord role, long expected) => _roles.Put(batch, Scope.Global(role.Account), Key(role.Name), role, expected);

    public void Delete(Batch batch, RoleRecord role, long expected) => _roles.Delete(batch, Scope.Global(role.Account), Key(role.Name), expected);

    public static string Key(string name) => name.ToLowerInvariant();
}
