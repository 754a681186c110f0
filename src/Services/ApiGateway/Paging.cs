using Gatehouse.Core;

namespace Gatehouse.Services.ApiGateway;

/// <summary>API Gateway's lists: 25 entries unless asked otherwise, 500 at most; a limit out of range is taken as the nearest.</summary>
internal static class Paging
{
    private const int Default = 25;
    private const int Most = 500;

    public static int Limit(int? limit) => limit is null or 0 ? Default : Math.Clamp(limit.Value, 1, Most);

    /// <summary>The key that the previous page ended with, or null for the first page.</summary>
    public static string? After(string? position) =>
        string.IsNullOrEmpty(position) ? null : PageToken.TryRead(position, out var key) ? key : throw ApiGatewayErrors.BadPosition();

    /// <summary>One page of a list that is in memory anyway, in ordinal order of its keys.</summary>
    public static Page<T> Take<T>(IEnumerable<T> items, Func<T, string> key, string? position, int? limit)
    {
        var after = After(position);
        var rest = items.OrderBy(key, StringComparer.Ordinal)
            .SkipWhile(item => after is not null && string.CompareOrdinal(key(item), after) <= 0)
            .Take(Limit(limit) + 1)
            .ToList();
        var more = rest.Count > Limit(limit);
        var page = more ? rest[..^1] : rest;
        return new Page<T>(page, more ? PageToken.For(key(page[^1])) : null);
    }
}
