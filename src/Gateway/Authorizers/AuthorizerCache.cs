using System.Collections.Concurrent;
using Gatehouse.Gateway.Usage;

namespace Gatehouse.Gateway.Authorizers;

/// <summary>
/// The answers of one authorizer on one stage. Reading takes no lock. All entries live equally long, so the oldest is always the next to
/// expire, and dropping from that end keeps number and size within bounds.
/// </summary>
internal sealed class AuthorizerCache(TimeSpan timeToLive, TimeProvider time)
{
    /// <summary>Callers who make up tokens get no entries, so this many are real ones.</summary>
    internal const int MostEntries = 10_000;

    private const long MostBytes = 32 * 1024 * 1024;

    private readonly Lock _writing = new();
    private readonly ConcurrentDictionary<KeyDigest, Entry> _entries = new();
    private readonly Queue<Entry> _oldestFirst = new();
    private long _bytes;
    private int _generation;

    /// <summary>Counts the flushes. An answer that was asked for before a flush must not come back after it.</summary>
    public int Generation => Volatile.Read(ref _generation);

    internal int Count => _entries.Count;

    public AuthorizerResult? Find(in KeyDigest key) => _entries.TryGetValue(key, out var entry) && !IsOver(entry) ? entry.Result : null;

    /// <param name="key">The caller's identity.</param>
    /// <param name="result">What the function said.</param>
    /// <param name="generation">The generation when the function was asked.</param>
    public void Keep(in KeyDigest key, AuthorizerResult result, int generation)
    {
        lock (_writing)
        {
            if (generation != _generation)
            {
                return;
            }

            var entry = new Entry(key, result, time.GetTimestamp());
            _entries[key] = entry;
            _oldestFirst.Enqueue(entry);
            _bytes += result.Size;
            while (_oldestFirst.TryPeek(out var oldest) && (IsOver(oldest) || _oldestFirst.Count > MostEntries || _bytes > MostBytes))
            {
                _oldestFirst.Dequeue();
                _bytes -= oldest.Result.Size;

                // Only if it was not replaced since.
                _entries.TryRemove(KeyValuePair.Create(oldest.Key, oldest));
            }
        }
    }

    public void Flush()
    {
        lock (_writing)
        {
            _generation++;
            _entries.Clear();
            _oldestFirst.Clear();
            _bytes = 0;
        }
    }

    private bool IsOver(Entry entry) => time.GetElapsedTime(entry.Since) >= timeToLive;

    // A class, compared by reference: two entries of one key are not the same.
    private sealed class Entry(in KeyDigest key, AuthorizerResult result, long since)
    {
        public KeyDigest Key { get; } = key;

        public AuthorizerResult Result => result;

        public long Since => since;
    }
}
