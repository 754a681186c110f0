using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.State;

/// <summary>Asks for one page of an API's parts of one kind.</summary>
internal sealed record ApiPartListRequest
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Query("position")] public string? Position { get; init; }

    [Query("limit")] public int? Limit { get; init; }
}

/// <summary>One page of an API's parts of one kind.</summary>
internal sealed record ApiPartList<T>
{
    public string? Position { get; init; }

    public required IReadOnlyList<T> Item { get; init; }

    /// <summary>The page that was asked for, of parts that are all at hand.</summary>
    public static ApiPartList<T> Of(IEnumerable<T> parts, Func<T, string> key, ApiPartListRequest request)
    {
        var page = Paging.Take(parts, key, request.Position, request.Limit);
        return new ApiPartList<T> { Position = page.Next, Item = page.Items };
    }
}
