using System.Text;
using Microsoft.Extensions.Primitives;

namespace Gatehouse.Gateway.Integrations;

/// <summary>A query string decoded once: <c>+</c> and percent escapes to bytes, equal names chained in the order sent. Reused between requests.</summary>
internal sealed class QueryParameters
{
    private byte[] _bytes = new byte[256];
    private Entry[] _entries = new Entry[8];
    private int _used;

    public int Count { get; private set; }

    public void Parse(ReadOnlySpan<char> query)
    {
        (Count, _used) = (0, 0);
        if (_bytes.Length < query.Length)
        {
            _bytes = new byte[query.Length];
        }

        while (!query.IsEmpty)
        {
            var end = query.IndexOf('&');
            var pair = end < 0 ? query : query[..end];
            query = end < 0 ? default : query[(end + 1)..];
            if (!pair.IsEmpty)
            {
                Add(pair);
            }
        }

        Chain();
    }

    /// <summary>Every value of one name, decoded. Not for the hot path.</summary>
    public static StringValues AllOf(ReadOnlySpan<char> text, string name)
    {
        var query = new QueryParameters();
        query.Parse(text);
        var wanted = Encoding.UTF8.GetBytes(name);
        var values = new List<string>();
        for (var i = 0; i < query.Count; i++)
        {
            if (query.Name(i).SequenceEqual(wanted))
            {
                values.Add(Encoding.UTF8.GetString(query.Value(i)));
            }
        }

        return values.ToArray();
    }

    /// <summary>Whether an entry is the first of its name; the others hang on it.</summary>
    public bool IsFirst(int entry) => _entries[entry].First;

    /// <summary>The next entry of the same name, or -1.</summary>
    public int Next(int entry) => _entries[entry].Next;

    public int Last(int entry)
    {
        while (_entries[entry].Next >= 0)
        {
            entry = _entries[entry].Next;
        }

        return entry;
    }

    public ReadOnlySpan<byte> Name(int entry) => _bytes.AsSpan(_entries[entry].NameStart, _entries[entry].NameLength);

    /// <summary>May be invalid UTF-8 if the caller escaped such bytes.</summary>
    public ReadOnlySpan<byte> Value(int entry) => _bytes.AsSpan(_entries[entry].ValueStart, _entries[entry].ValueLength);

    private void Add(ReadOnlySpan<char> pair)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Count * 2);
        }

        var equals = pair.IndexOf('=');
        var nameStart = _used;
        Decode(equals < 0 ? pair : pair[..equals]);
        var valueStart = _used;
        Decode(equals < 0 ? default : pair[(equals + 1)..]);
        _entries[Count++] = new(nameStart, valueStart - nameStart, valueStart, _used - valueStart) { First = true, Next = -1 };
    }

    private void Decode(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            // Broken escapes were refused before, so two digits follow every percent sign.
            if (text[i] == '%' && i + 2 < text.Length)
            {
                _ = Convert.FromHexString(text.Slice(i + 1, 2), _bytes.AsSpan(_used++, 1), out _, out _);
                i += 2;
            }
            else
            {
                _bytes[_used++] = text[i] == '+' ? (byte)' ' : (byte)text[i];
            }
        }
    }

    private void Chain()
    {
        // A few parameters are compared with each other. Thousands (a hostile 10 KB of "a&a&a") need an index.
        const int few = 16;
        var index = Count > few ? new Dictionary<string, int>(Count, StringComparer.Ordinal) : null;
        for (var i = 1; i < Count; i++)
        {
            var tail = index is null ? TailBefore(i) : -1;
            if (tail >= 0)
            {
                (_entries[tail].Next, _entries[i].First) = (i, false);
            }
        }

        for (var i = 0; index is not null && i < Count; i++)
        {
            var name = Encoding.Latin1.GetString(Name(i));
            if (index.TryGetValue(name, out var tail))
            {
                (_entries[tail].Next, _entries[i].First) = (i, false);
            }

            index[name] = i;
        }
    }

    private int TailBefore(int entry)
    {
        for (var i = entry - 1; i >= 0; i--)
        {
            if (Name(i).SequenceEqual(Name(entry)))
            {
                return i;
            }
        }

        return -1;
    }

    private record struct Entry(int NameStart, int NameLength, int ValueStart, int ValueLength)
    {
        public int Next { get; set; }

        public bool First { get; set; }
    }
}
