using Gatehouse.Core;
using Gatehouse.Wire;

namespace Gatehouse.Services.Ecr.Repositories;

internal sealed record DescribeRepositoriesRequest : IConstrained
{
    public string? RegistryId { get; init; }

    public IReadOnlyList<string>? RepositoryNames { get; init; }

    public string? NextToken { get; init; }

    public int? MaxResults { get; init; }

    public void Constrain(Violations check) => check.Registry(RegistryId).Repositories(RepositoryNames).PageSize(MaxResults);
}

internal sealed record RepositoryList
{
    public required IReadOnlyList<Repository> Repositories { get; init; }

    public string? NextToken { get; init; }
}

/// <summary>Shows repositories by name, or all in pages. See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeRepositories.html.</summary>
internal sealed class DescribeRepositories(RepositoryTable repositories) : IOperation<DescribeRepositoriesRequest, RepositoryList>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<RepositoryList> InvokeAsync(DescribeRepositoriesRequest request, Call call)
    {
        var registry = request.RegistryId ?? call.Account;
        if (request.RepositoryNames is { } names)
        {
            var found = new List<Repository>(names.Count);
            foreach (var name in names)
            {
                var stored = registry == call.Account ? await repositories.FindAsync(call.Scope, name, call.Aborted) : null;
                found.Add(stored is null ? throw EcrErrors.RepositoryNotFound(name, registry) : Repository.Of(stored, call));
            }

            return new RepositoryList { Repositories = found };
        }

        if (registry != call.Account)
        {
            return new RepositoryList { Repositories = [] };
        }

        var page = await repositories.ListAsync(call.Scope, Paging.After(request.NextToken), Paging.Size(request.MaxResults), call.Aborted);
        return new RepositoryList
        {
            Repositories = [.. page.Items.Select(stored => Repository.Of(stored, call))],
            NextToken = page.Next is null ? null : PageToken.For(page.Next),
        };
    }
}
