namespace Gatehouse.Gateway.Model;

/// <summary>One segment in the tree of routes.</summary>
internal sealed class RouteNode
{
    private readonly Dictionary<string, RouteNode> _literals = new(StringComparer.Ordinal);

    public CompiledMethod?[] Methods { get; } = new CompiledMethod?[Verbs.Count + 1];

    public RouteNode? Parameter { get; private set; }

    public RouteNode? Greedy { get; private set; }

    public CompiledMethod? Method(int slot) => Methods[slot] ?? Methods[Verbs.Any];

    public RouteNode? Literal(ReadOnlySpan<char> segment)
    {
        if (_literals.Count == 0)
        {
            return null;
        }

        var literals = _literals.GetAlternateLookup<ReadOnlySpan<char>>();
        if (literals.TryGetValue(segment, out var node))
        {
            return node;
        }

        // A client may encode what needs no encoding (jobs%3Arun). That AWS matches literals decoded is our reading, unverified.
        return segment.Contains('%') && _literals.TryGetValue(Uri.UnescapeDataString(segment), out node) ? node : null;
    }

    public RouteNode Grow(string segment)
    {
        if (segment.StartsWith('{') && segment.EndsWith("+}", StringComparison.Ordinal))
        {
            return Greedy ??= new();
        }

        if (segment.StartsWith('{') && segment.EndsWith('}'))
        {
            return Parameter ??= new();
        }

        if (!_literals.TryGetValue(segment, out var node))
        {
            _literals[segment] = node = new();
        }

        return node;
    }
}
