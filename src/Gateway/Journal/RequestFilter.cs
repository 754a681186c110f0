namespace Gatehouse.Gateway.Journal;

/// <summary>Which requests someone wants to see. What is null does not matter.</summary>
public sealed record RequestFilter
{
    public static RequestFilter Everything { get; } = new();

    public int? Status { get; init; }

    public string? ApiId { get; init; }

    public string? StageName { get; init; }

    internal bool Matches(RequestRecord record) =>
        (Status is null || record.Status == Status)
        && (ApiId is null || record.ApiId == ApiId)
        && (StageName is null || record.StageName == StageName);
}
