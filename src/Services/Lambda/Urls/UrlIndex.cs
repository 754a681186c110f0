using System.Collections.Concurrent;
using Gatehouse.Services.Lambda.Serving;

namespace Gatehouse.Services.Lambda.Urls;

/// <summary>Which function each URL's id belongs to.</summary>
internal sealed class UrlIndex
{
    private readonly ConcurrentDictionary<string, FunctionSlot> _slots = new(StringComparer.Ordinal);

    public FunctionSlot? Find(string id) => _slots.GetValueOrDefault(id);

    /// <summary>The function's URLs are now these.</summary>
    public void Replace(FunctionSlot slot, IEnumerable<string> before, IReadOnlyCollection<string> now)
    {
        foreach (var id in now)
        {
            _slots[id] = slot;
        }

        foreach (var id in before.Except(now))
        {
            _slots.TryRemove(id, out _);
        }
    }
}
