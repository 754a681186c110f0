using Gatehouse.Services.Lambda.Concurrency;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Account;

internal sealed record GetAccountSettingsRequest;

internal sealed record GetAccountSettingsResponse(AccountLimit AccountLimit, AccountUsage AccountUsage);

internal sealed record AccountLimit
{
    public long TotalCodeSize { get; init; } = AccountLimits.TotalCodeBytes;

    public long CodeSizeUnzipped { get; init; } = AccountLimits.UnzippedCodeBytes;

    public long CodeSizeZipped { get; init; } = AccountLimits.ZippedCodeBytes;

    public int ConcurrentExecutions { get; init; } = AccountLimits.Concurrency;

    public required int UnreservedConcurrentExecutions { get; init; }
}

/// <param name="TotalCodeSize">Zip packages; images do not count.</param>
internal sealed record AccountUsage(long TotalCodeSize, long FunctionCount);

/// <summary>An account's limits and what it uses of them. See https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html.</summary>
internal sealed class GetAccountSettings(FunctionCatalog catalog) : IOperation<GetAccountSettingsRequest, GetAccountSettingsResponse>
{
    public OperationSpec Spec => OperationSpec.Get("/2016-08-19/account-settings");

    public async ValueTask<GetAccountSettingsResponse> InvokeAsync(GetAccountSettingsRequest request, Call call)
    {
        var functions = (await catalog.ListAsync(call.Scope, null, int.MaxValue, call.Aborted)).Items;
        var reserved = functions.Sum(function => function.ReservedConcurrency ?? 0);
        return new GetAccountSettingsResponse(
            new AccountLimit { UnreservedConcurrentExecutions = AccountLimits.Concurrency - reserved },
            new AccountUsage(0, functions.Count));
    }
}
