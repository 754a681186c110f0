namespace Gatehouse.Gateway.Model;

/// <summary>
/// The resources of one deployment as a tree of path segments. At each segment a literal wins over <c>{param}</c>, which wins over
/// <c>{proxy+}</c>; a resource without the verb (or ANY) does not count, so a less specific one may answer.
/// </summary>
internal sealed class RouteTable
{
    private readonly RouteNode _root = new();

    public void Add(CompiledMethod method, int slot)
    {
        var node = _root;
        foreach (var segment in method.ResourcePath.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            node = node.Grow(segment);
        }

        node.Methods[slot] = method;
    }

    /// <summary>The method for a raw path (leading slash, percent-encoding as sent) and a verb's slot, or null.</summary>
    public CompiledMethod? Match(ReadOnlySpan<char> path, int slot)
    {
        // One trailing slash does not count; the root keeps its only one.
        var segments = TrimmedSegments(path);
        return segments.IsEmpty ? _root.Method(slot) : Walk(_root, segments, slot);
    }

    /// <summary>The path of the resource that answers this path for some verb, or null: for explaining a refusal.</summary>
    public CompiledMethod? MatchAnyVerb(ReadOnlySpan<char> path)
    {
        for (var slot = 0; slot < Verbs.Count; slot++)
        {
            if (Match(path, slot) is { } method)
            {
                return method;
            }
        }

        return null;
    }

    /// <summary>The path without its leading slash and without one trailing slash.</summary>
    public static ReadOnlySpan<char> TrimmedSegments(ReadOnlySpan<char> path)
    {
        path = path[1..];
        return path.EndsWith('/') ? path[..^1] : path;
    }

    // Every node sits at one depth, so each is visited at most once: a hostile path costs no more than the size of the tree.
    private static CompiledMethod? Walk(RouteNode node, ReadOnlySpan<char> rest, int slot)
    {
        var slash = rest.IndexOf('/');
        var segment = slash < 0 ? rest : rest[..slash];

        if (node.Literal(segment) is { } literal && Descend(literal, rest, slash, slot) is { } byLiteral)
        {
            return byLiteral;
        }

        // An empty segment (a//b) is no value for a parameter; a greedy one takes it as it is.
        if (node.Parameter is { } parameter && !segment.IsEmpty && Descend(parameter, rest, slash, slot) is { } byParameter)
        {
            return byParameter;
        }

        return rest.IsEmpty ? null : node.Greedy?.Method(slot);
    }

    private static CompiledMethod? Descend(RouteNode node, ReadOnlySpan<char> rest, int slash, int slot) =>
        slash < 0 ? node.Method(slot) : Walk(node, rest[(slash + 1)..], slot);
}
