using Gatehouse.Core;
using Gatehouse.Wire;

namespace Gatehouse.Services.Logs.Groups;

internal sealed record DescribeLogGroupsRequest : IConstrained
{
    public IReadOnlyList<string>? AccountIdentifiers { get; init; }

    public string? LogGroupNamePrefix { get; init; }

    public string? LogGroupNamePattern { get; init; }

    public string? NextToken { get; init; }

    public int? Limit { get; init; }

    public bool? IncludeLinkedAccounts { get; init; }

    public string? LogGroupClass { get; init; }

    public IReadOnlyList<string>? LogGroupIdentifiers { get; init; }

    public void Constrain(Violations check) => check
        .Accounts(AccountIdentifiers).GroupName(LogGroupNamePrefix).NamePart(LogGroupNamePattern).Token(NextToken).Range(Limit, 1, 50)
        .Identifiers(LogGroupIdentifiers)
        .OneOf(LogGroupClass, ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"]);
}

internal sealed record LogGroup
{
    public required string LogGroupName { get; init; }

    public required long CreationTime { get; init; }

    public int? RetentionInDays { get; init; }

    public required int MetricFilterCount { get; init; }

    public required string Arn { get; init; }

    public long? StoredBytes { get; init; }

    public string? KmsKeyId { get; init; }

    public required string LogGroupClass { get; init; }

    public required string LogGroupArn { get; init; }

    public bool? DeletionProtectionEnabled { get; init; }
}

internal sealed record LogGroupPage(IReadOnlyList<LogGroup> LogGroups, string? NextToken);

/// <summary>Lists log groups by name. See https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html.</summary>
internal sealed class DescribeLogGroups(LogsEngine engine) : IOperation<DescribeLogGroupsRequest, LogGroupPage>
{
    private const int MaxItems = 50;

    public OperationSpec Spec => OperationSpec.Rpc;

    public async ValueTask<LogGroupPage> InvokeAsync(DescribeLogGroupsRequest request, Call call)
    {
        if (request.LogGroupNamePrefix is not null && request.LogGroupNamePattern is not null)
        {
            throw LogsErrors.PrefixAndPattern();
        }

        var after = request.NextToken is { } token ? Names.ReadToken(token) : null;
        var found = new List<LogGroup>();
        string? last = null;
        foreach (var row in await engine.Groups.ListAsync(call.Scope, request.LogGroupNamePrefix ?? "", call.Aborted))
        {
            if ((after is not null && string.CompareOrdinal(row.Name, after) <= 0) || !IsWanted(row, request, call))
            {
                continue;
            }

            if (found.Count == (request.Limit ?? MaxItems))
            {
                return new LogGroupPage(found, PageToken.For(last!));
            }

            last = row.Name;
            found.Add(Describe(row, call, brief: request.LogGroupNamePattern is not null));
        }

        return new LogGroupPage(found, null);
    }

    private static bool IsWanted(LogGroupRow row, DescribeLogGroupsRequest request, Call call) =>
        (request.LogGroupNamePattern is not { } pattern || row.Name.Contains(pattern, StringComparison.OrdinalIgnoreCase))
        && (request.LogGroupClass is not { } wanted || row.Class == wanted)
        && (request.LogGroupIdentifiers is not { } identifiers || identifiers.Any(identifier => Names.GroupOf(identifier, call.Scope) == row.Name));

    /// <param name="brief">As a search by pattern answers, which leaves out what is not in its index.</param>
    private LogGroup Describe(LogGroupRow row, Call call, bool brief) => new()
    {
        LogGroupName = row.Name,
        CreationTime = row.CreationTime,
        RetentionInDays = row.RetentionInDays,
        MetricFilterCount = 0,
        Arn = LogGroupRow.Arn(call.Scope, row.Name) + ":*",
        StoredBytes = brief ? null : engine.Groups.StoredBytes(row),
        KmsKeyId = row.KmsKeyId,
        LogGroupClass = row.Class,
        LogGroupArn = LogGroupRow.Arn(call.Scope, row.Name),
        DeletionProtectionEnabled = brief ? null : row.DeletionProtected,
    };
}
