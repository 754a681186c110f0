using Gatehouse.Core;
using Gatehouse.Services.ApiGateway.Patching;
using Gatehouse.Services.ApiGateway.Publishing;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Accounts;

internal sealed record UpdateAccountRequest : IConstrained
{
    public List<PatchOperation>? PatchOperations { get; init; }

    public void Constrain(Violations check) => PatchOperation.Constrain(check, PatchOperations);
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateAccount.html.</summary>
internal sealed class UpdateAccount(ApiTables tables, Publisher publisher, ILoggingRoles? roles) : IOperation<UpdateAccountRequest, Account>
{
    private static readonly PatchTable<Account> Patches = new PatchTable<Account>(PatchWording.Short)
        .Replace("/cloudwatchRoleArn", (account, value) => account with { CloudwatchRoleArn = RoleArn(value) })
        .Add("/features", (account, value) => value == "UsagePlans" ? account : throw ApiGatewayErrors.BadPatchPath("/features"));

    public OperationSpec Spec => OperationSpec.Patch("/account");

    public async ValueTask<Account> InvokeAsync(UpdateAccountRequest request, Call call)
    {
        while (true)
        {
            var current = await tables.Accounts.FindVersionedAsync(call.Scope, Account.RowId);
            var changed = Patches.Apply(current?.Value ?? new Account(), request.PatchOperations);
            if (roles is not null && changed.CloudwatchRoleArn is { } role && role != current?.Value.CloudwatchRoleArn && !await roles.CanBeAssumedAsync(role, call.Aborted))
            {
                throw ApiGatewayErrors.RoleNotAssumable();
            }

            var batch = new Batch();
            tables.Accounts.Put(batch, call.Scope, Account.RowId, changed, current?.Version ?? Batch.Absent);
            if (await tables.Store.CommitAsync(batch))
            {
                await publisher.AccountChangedAsync(call.Scope);
                return changed;
            }
        }
    }

    private static string? RoleArn(string? value) =>
        string.IsNullOrEmpty(value) ? null : Arn.TryParse(value, out var arn) && arn.Service == "iam" ? value : throw ApiGatewayErrors.MalformedArn(value);
}
