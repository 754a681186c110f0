using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Accounts;

internal sealed record GetAccountRequest;

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GetAccount.html.</summary>
internal sealed class GetAccount(ApiTables tables) : IOperation<GetAccountRequest, Account>
{
    public OperationSpec Spec => OperationSpec.Get("/account");

    public async ValueTask<Account> InvokeAsync(GetAccountRequest request, Call call) =>
        await tables.Accounts.FindAsync(call.Scope, Account.RowId) ?? new Account();
}
