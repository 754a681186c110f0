using Gatehouse.Core;
using Gatehouse.Services.Iam.Documents;
using Gatehouse.Services.Iam.Policies.Managed;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Policies;

/// <summary>The managed policies that an account sees: its own, which are stored, and AWS's, which are a table in the assembly.</summary>
internal sealed class PolicyTable(IStore store)
{
    private const int MaxSize = 6144;

    private readonly Table<PolicyRecord> _policies = new(store, "iam-policy", IamRows.Default.PolicyRecord);

    public static void CheckDocument(string document)
    {
        if (PolicyText.Size(document) > MaxSize)
        {
            throw IamErrors.QuotaExceeded("PolicySize", MaxSize);
        }

        PolicyGrammar.CheckIdentityPolicy(document);
    }

    /// <summary>Throws unless the text is the ARN of a policy, there or not.</summary>
    public static Arn Parse(string text) =>
        Arn.TryParse(text, out var arn) && arn.Service == "iam" && arn.Resource.StartsWith("policy/", StringComparison.Ordinal) ? arn : throw IamErrors.UnparsableArn();

    /// <summary>Where a policy stands in lists: the account's own come first.</summary>
    public static string Order(PolicyRecord policy) => policy.IsAwsManaged ? "1" + policy.Name : "0" + Key(policy.Name);

    public async ValueTask<PolicyRecord> GetAsync(string account, string arn, CancellationToken cancellation) =>
        await FindAsync(account, arn, cancellation) ?? throw IamErrors.PolicyNotFound(arn);

    public async ValueTask<PolicyRecord?> FindAsync(string account, string arn, CancellationToken cancellation) =>
        (await FindVersionedAsync(account, arn, cancellation))?.Value;

    /// <summary>AWS's own have version 0: they are not stored.</summary>
    public async ValueTask<Versioned<PolicyRecord>?> FindVersionedAsync(string account, string arn, CancellationToken cancellation)
    {
        var parsed = Parse(arn);
        if (parsed.Account == PolicyRecord.AwsAccount)
        {
            return ManagedPolicies.Find(arn) is { } managed ? new Versioned<PolicyRecord>(managed, 0) : null;
        }

        var name = parsed.Resource[(parsed.Resource.LastIndexOf('/') + 1)..];
        return parsed.Account == account
            && await _policies.FindVersionedAsync(Scope.Global(account), Key(name), cancellation) is { } policy
            && policy.Value.Arn() == arn ? policy : null;
    }

    public async ValueTask<Versioned<PolicyRecord>> GetOwnVersionedAsync(Call call, string arn)
    {
        var policy = await FindVersionedAsync(call.Account, arn, call.Aborted) ?? throw IamErrors.PolicyNotFound(arn);
        return policy.Value.IsAwsManaged
            ? throw IamErrors.NotAuthorized(call.CallerArn, "iam:" + call.Operation, "policy " + arn)
            : policy;
    }

    public async ValueTask InsertAsync(PolicyRecord policy, CancellationToken cancellation)
    {
        if (!await _policies.TryInsertAsync(Scope.Global(policy.Account), Key(policy.Name), policy, cancellation))
        {
            throw IamErrors.PolicyExists(policy.Name);
        }
    }

    public async ValueTask<PolicyRecord> UpdateAsync(Call call, string arn, Func<PolicyRecord, PolicyRecord> change)
    {
        var current = await GetOwnVersionedAsync(call, arn);
        return await _policies.UpdateAsync(Scope.Global(call.Account), Key(current.Value.Name), change, call.Aborted) ?? throw IamErrors.PolicyNotFound(arn);
    }

    /// <summary>In ordinal order of <see cref="Order"/>.</summary>
    public async ValueTask<IEnumerable<PolicyRecord>> ListAsync(string account, CancellationToken cancellation) =>
        (await _policies.ListAsync(Scope.Global(account), cancellation: cancellation)).Items.Concat(ManagedPolicies.All);

    /// <summary>Writes a policy back as it was read; nothing for AWS's own.</summary>
    public void Put(Batch batch, Versioned<PolicyRecord> policy)
    {
        if (!policy.Value.IsAwsManaged)
        {
            _policies.Put(batch, Scope.Global(policy.Value.Account), Key(policy.Value.Name), policy.Value, policy.Version);
        }
    }

    public void Delete(Batch batch, Versioned<PolicyRecord> policy) =>
        _policies.Delete(batch, Scope.Global(policy.Value.Account), Key(policy.Value.Name), policy.Version);

    private static string Key(string name) => name.ToLowerInvariant();
}
