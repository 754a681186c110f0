namespace Gatehouse.Services.ApiGateway.Patching;

/// <summary>
/// What can be patched on one kind of resource: for each path its operations and what they do. Operations act in order on a copy;
/// the first that is refused refuses all. See https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html.
/// </summary>
internal sealed class PatchTable<T>(PatchWording wording)
{
    private readonly List<Rule> _rules = [];
    private readonly List<(string Op, string Path)> _alsoListed = [];

    /// <summary>What happens to paths that no rule names, or null where they are refused.</summary>
    private Func<T, PatchOperation, T?>? _otherwise;

    public PatchTable<T> Replace(string path, Func<T, string?, T> apply) => On("replace", path, (subject, patch) => apply(subject, patch.Value));

    public PatchTable<T> Add(string path, Func<T, string?, T> apply) => On("add", path, (subject, patch) => apply(subject, patch.Value));

    public PatchTable<T> Remove(string path, Func<T, string?, T> apply) => On("remove", path, (subject, patch) => apply(subject, patch.Value));

    /// <summary>A map of strings: <c>{path}/{key}</c> can be added, replaced and removed.</summary>
    public PatchTable<T> Map(string path, Func<T, Dictionary<string, string>?> read, Func<T, Dictionary<string, string>, T> write) =>
        Map(path, read, write, (_, value) => value ?? "");

    public PatchTable<T> Map<TValue>(
        string path, Func<T, Dictionary<string, TValue>?> read, Func<T, Dictionary<string, TValue>, T> write, Func<string, string?, TValue> parse)
    {
        T Set(T subject, KeyedPatch patch) =>
            write(subject, new Dictionary<string, TValue>(read(subject) ?? []) { [patch.Key] = parse(patch.Key, patch.Value) });
        On("add", path + "/{}", Set);
        On("replace", path + "/{}", Set);
        return On("remove", path + "/{}", (subject, patch) =>
        {
            var map = new Dictionary<string, TValue>(read(subject) ?? []);
            return map.Remove(patch.Key) ? write(subject, map) : throw ApiGatewayErrors.ParameterNameNotFound();
        });
    }

    /// <param name="path">The path; <c>/{}</c> at its end stands for one more segment, the patch's key.</param>
    public PatchTable<T> On(string op, string path, Func<T, KeyedPatch, T> apply)
    {
        _rules.Add(new Rule(op, path, apply));
        return this;
    }

    /// <summary>Takes what no rule names; answers null for what it does not know either.</summary>
    public PatchTable<T> Otherwise(Func<T, PatchOperation, T?> apply)
    {
        _otherwise = apply;
        return this;
    }

    /// <summary>A path that AWS lists among those that an operation has; what it does is said elsewhere.</summary>
    public PatchTable<T> Lists(string op, string path)
    {
        _alsoListed.Add((op, path));
        return this;
    }

    public T Apply(T subject, IReadOnlyList<PatchOperation?>? operations)
    {
        foreach (var operation in operations ?? [])
        {
            subject = Apply(subject, operation);
        }

        return subject;
    }

    private T Apply(T subject, PatchOperation? operation)
    {
        if (operation?.Path is not { } path)
        {
            throw ApiGatewayErrors.BadPatchPath("null");
        }

        foreach (var rule in _rules)
        {
            if (rule.Op == operation.Op && rule.TryMatch(path, out var key))
            {
                return rule.Apply(subject, new KeyedPatch(path, key, operation.Value));
            }
        }

        return _otherwise is not null && _otherwise(subject, operation) is { } changed ? changed : throw Refuse(operation.Op, path);
    }

    private Wire.AwsException Refuse(string? op, string path)
    {
        string[] ops = [.. _rules.Where(rule => rule.TryMatch(path, out _)).Select(rule => rule.Op).Distinct()];
        string[] paths = [.. _rules.Where(rule => rule.Op == op && !rule.HasKey).Select(rule => rule.Path), .. _alsoListed.Where(listed => listed.Op == op).Select(listed => listed.Path)];
        return wording != PatchWording.Short && (wording == PatchWording.ListsPathsEvenNone || paths.Length == 0 || ops.Length == 0)
            ? ApiGatewayErrors.UnsupportedPatchPath(path, op, paths, wording == PatchWording.ListsPathsEvenNone)
            : ops.Length > 0 ? ApiGatewayErrors.UnsupportedPatchOperation(ops) : ApiGatewayErrors.BadPatchPath(path);
    }

    private sealed record Rule(string Op, string Path, Func<T, KeyedPatch, T> Apply)
    {
        public bool HasKey => Path.EndsWith("/{}", StringComparison.Ordinal);

        public bool TryMatch(string path, out string key)
        {
            key = "";
            if (!HasKey)
            {
                return path == Path;
            }

            var prefix = Path[..^2];
            if (!path.StartsWith(prefix, StringComparison.Ordinal) || path.Length == prefix.Length || path.AsSpan(prefix.Length).Contains('/'))
            {
                return false;
            }

            key = PatchPath.Unescape(path[prefix.Length..]);
            return true;
        }
    }
}

/// <summary>A patch that found its rule.</summary>
/// <param name="Key">The unescaped last segment of paths with a key; else empty.</param>
internal readonly record struct KeyedPatch(string Path, string Key, string? Value);

/// <summary>How AWS words a refused path; it differs from resource to resource.</summary>
internal enum PatchWording
{
    /// <summary><c>Invalid patch path /x</c></summary>
    Short,

    /// <summary><c>Invalid patch path  '/x' specified for op 'replace'. Must be one of: [/a, /b]</c></summary>
    ListsPaths,

    /// <summary>The same, with a list also where it is empty or where the path has other operations.</summary>
    ListsPathsEvenNone,
}
