using System.Globalization;
using Gatehouse.Core;
using Gatehouse.Storage;

namespace Gatehouse.Services.ApiGateway.State;

/// <summary>An index in which the newest entry comes first, so that lists page without reading everything.</summary>
internal sealed class NewestFirst(IStore store, string name)
{
    private const int FewRows = 100;
    private const int ManyRows = 2000;

    private readonly Table<Listed> _rows = new(store, name, ApiGatewayWire.Shapes.Listed);

    /// <summary>The place of something made at this time.</summary>
    public static string PlaceOf(DateTimeOffset time, string id) => (long.MaxValue - time.UtcTicks).ToString("D19", CultureInfo.InvariantCulture) + id;

    /// <param name="group">Ends with a slash where there are several lists, else empty.</param>
    public void Insert(Batch batch, Scope scope, string group, string place, string id) => _rows.Insert(batch, scope, group + place, new Listed(id, group + place));

    /// <summary>Adds an entry or changes what it says beside its id.</summary>
    public void Put(Batch batch, Scope scope, string place, Listed entry) => _rows.Put(batch, scope, place, entry);

    public void Delete(Batch batch, Scope scope, string group, string place) => _rows.Delete(batch, scope, group + place);

    /// <summary>One page of what <paramref name="find"/> answers for the entries of a list; null is passed over.</summary>
    public async ValueTask<Page<T>> ListAsync<T>(Scope scope, string group, string? position, int? limit, Func<Listed, ValueTask<T?>> find)
        where T : class
    {
        var after = Paging.After(position);
        var found = new List<T>();
        var last = "";
        var atOnce = FewRows;
        while (true)
        {
            var rows = await _rows.ListAsync(scope, group, after, atOnce);
            foreach (var row in rows.Items)
            {
                if (await find(row) is not { } item)
                {
                    continue;
                }

                if (found.Count == Paging.Limit(limit))
                {
                    return new Page<T>(found, PageToken.For(last));
                }

                found.Add(item);
                last = row.Place;
            }

            if (rows.Next is null)
            {
                return new Page<T>(found, null);
            }

            // Few entries match: a filter goes through the list.
            (after, atOnce) = (rows.Next, ManyRows);
        }
    }
}

/// <summary>One entry of the index, with what lists are filtered by: a filter over a million keys then reads this alone.</summary>
internal sealed record Listed(string Id, string Place)
{
    public string? Name { get; init; }

    public string? CustomerId { get; init; }
}
