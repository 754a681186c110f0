using Gatehouse.Wire;

namespace Gatehouse.Services.Iam.Account;

internal sealed record ListAccountAliasesRequest : IConstrained
{
    public string? Marker { get; init; }

    public int? MaxItems { get; init; }

    public void Constrain(Violations check) => check.Paging(Marker, MaxItems);
}

internal sealed record AccountAliasPage(IReadOnlyList<string> AccountAliases, bool IsTruncated, string? Marker);

/// <summary>Answers an empty list. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html.</summary>
internal sealed class ListAccountAliases : IOperation<ListAccountAliasesRequest, AccountAliasPage>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public ValueTask<AccountAliasPage> InvokeAsync(ListAccountAliasesRequest request, Call call)
    {
        return new(new AccountAliasPage([], false, null));
    }
}
