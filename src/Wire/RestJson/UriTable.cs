namespace Gatehouse.Wire.RestJson;

/// <summary>Finds the operation for a method and a raw path: a tree of segments, literals before labels.</summary>
internal sealed class UriTable
{
    private readonly Node _root = new();

    public UriTable(IReadOnlyList<Operation> operations, IReadOnlyList<MissingOperation> missing)
    {
        foreach (var operation in operations)
        {
            Add(operation.Spec.Method, operation.Spec.Uri, new Target(operation, operation.Name));
        }

        foreach (var operation in missing)
        {
            Add(operation.Method, operation.Uri, new Target(null, operation.Name));
        }
    }

    /// <param name="rawPath">Still percent-encoded: an encoded slash belongs to its segment.</param>
    /// <param name="query">The query string with its question mark, or empty.</param>
    public Target? Find(string method, string rawPath, string query)
    {
        var segments = rawPath.Trim('/').Split('/');
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var found = Find(_root, segments, 0, method, query, labels);
        return found is null ? null : found.Target with { Labels = labels };
    }

    private static Entry? Find(Node node, string[] segments, int index, string method, string query, Dictionary<string, string> labels)
    {
        if (index == segments.Length)
        {
            return node.Best(method, query);
        }

        if (node.Literals.TryGetValue(segments[index], out var literal) && Find(literal, segments, index + 1, method, query, labels) is { } exact)
        {
            return exact;
        }

        if (node.Label is { } label && segments[index].Length > 0 && Find(label, segments, index + 1, method, query, labels) is { } found)
        {
            // The node is shared by templates that name the label differently, so the entry says its own names.
            labels[found.Labels[label.Depth]] = Uri.UnescapeDataString(segments[index]);
            return found;
        }

        if (node.Greedy is { } greedy && greedy.Best(method, query) is { } rest)
        {
            labels[rest.Labels[greedy.Depth]] = Uri.UnescapeDataString(string.Join('/', segments[index..]));
            return rest;
        }

        return null;
    }

    private void Add(string method, string uri, Target target)
    {
        var question = uri.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? uri : uri[..question];
        var node = _root;
        var names = new List<string>();
        foreach (var segment in path.Trim('/').Split('/'))
        {
            if (segment.StartsWith('{') && segment.EndsWith("+}", StringComparison.Ordinal))
            {
                names.Add(segment[1..^2]);
                node = node.Greedy ??= new Node { Depth = names.Count - 1 };
            }
            else if (segment.StartsWith('{'))
            {
                names.Add(segment[1..^1]);
                node = node.Label ??= new Node { Depth = names.Count - 1 };
            }
            else
            {
                if (!node.Literals.TryGetValue(segment, out var next))
                {
                    node.Literals.Add(segment, next = new Node());
                }

                node = next;
            }
        }

        node.Entries.Add(new Entry(method, question < 0 ? null : uri[(question + 1)..], [.. names], target));
    }

    private sealed class Node
    {
        public Dictionary<string, Node> Literals { get; } = new(StringComparer.Ordinal);

        public Node? Label { get; set; }

        public Node? Greedy { get; set; }

        /// <summary>Which of its template's labels this node stands for.</summary>
        public int Depth { get; init; }

        public List<Entry> Entries { get; } = [];

        /// <summary>The entry whose literal query is there, else the one without.</summary>
        public Entry? Best(string method, string query)
        {
            Entry? plain = null;
            foreach (var entry in Entries)
            {
                if (entry.Method != method)
                {
                    continue;
                }

                if (entry.Query is null)
                {
                    plain = entry;
                }
                else if (query.TrimStart('?').Split('&').Contains(entry.Query))
                {
                    return entry;
                }
            }

            return plain;
        }
    }

    private sealed record Entry(string Method, string? Query, string[] Labels, Target Target);
}
