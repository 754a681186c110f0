using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Gatehouse.Wire;

/// <summary>
/// Collects what is wrong with a request and words it as AWS does:
/// <c>1 validation error detected: Value 'x' at 'functionName' failed to satisfy constraint: Member must …</c>.
/// Null values pass: a missing required member is reported before.
/// </summary>
public sealed class Violations(string pathPrefix)
{
    private readonly List<Violation> _found = [];

    public IReadOnlyList<Violation> Found => _found;

    public Violations Length(string? value, int min, int max, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        if (value is not null && (value.Length < min || value.Length > max))
        {
            Add(value, member, Size(value.Length < min, min, max));
        }

        return this;
    }

    public Violations Count<T>(IReadOnlyCollection<T>? value, int min, int max, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        if (value is not null && (value.Count < min || value.Count > max))
        {
            Add($"[{string.Join(", ", value)}]", member, Size(value.Count < min, min, max));
        }

        return this;
    }

    /// <summary>How many entries a map has.</summary>
    public Violations Entries(IReadOnlyDictionary<string, string>? value, int min, int max, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        if (value is not null && (value.Count < min || value.Count > max))
        {
            Add($"{{{string.Join(", ", value.Select(entry => $"{entry.Key}={entry.Value}"))}}}", member, Size(value.Count < min, min, max));
        }

        return this;
    }

    public Violations Range(long? value, long min, long max, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        if (value < min)
        {
            Add(value.Value.ToString(CultureInfo.InvariantCulture), member, $"Member must have value greater than or equal to {min}");
        }
        else if (value > max)
        {
            Add(value.Value.ToString(CultureInfo.InvariantCulture), member, $"Member must have value less than or equal to {max}");
        }

        return this;
    }

    /// <param name="pattern">Anchored at both ends.</param>
    /// <param name="shown">The pattern as AWS prints it.</param>
    public Violations Pattern(string? value, Regex pattern, string shown, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        if (value is not null && !pattern.IsMatch(value))
        {
            Add(value, member, $"Member must satisfy regular expression pattern: {shown}");
        }

        return this;
    }

    /// <param name="allowed">In the order in which AWS prints them.</param>
    public Violations OneOf(string? value, ReadOnlySpan<string> allowed, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        if (value is not null && !allowed.Contains(value))
        {
            Add(value, member, $"Member must satisfy enum value set: [{string.Join(", ", allowed)}]");
        }

        return this;
    }

    /// <summary>The items of a list of texts: AWS names the list, and every limit of its items.</summary>
    public Violations Items(IReadOnlyCollection<string>? values, TextLimits limits, [CallerArgumentExpression(nameof(values))] string member = "")
    {
        if (values?.All(limits.Allow) is false)
        {
            Add($"[{string.Join(", ", values)}]", member, $"Member must satisfy constraint: [{limits}]");
        }

        return this;
    }

    /// <summary>The keys of a map. AWS names the map and shows no value.</summary>
    public Violations Keys<T>(IReadOnlyDictionary<string, T>? map, TextLimits limits, [CallerArgumentExpression(nameof(map))] string member = "")
    {
        if (map?.Keys.All(limits.Allow) is false)
        {
            _found.Add(new(null, pathPrefix + Path(member), $"Map keys must satisfy constraint: [{limits}]") { IsShown = false });
        }

        return this;
    }

    /// <summary>The values of a map, of which none may be null.</summary>
    public Violations Values(IReadOnlyDictionary<string, string>? map, TextLimits limits, [CallerArgumentExpression(nameof(map))] string member = "")
    {
        if (map?.Values.Any(value => value is null) is true)
        {
            Missing(Path(member));
        }
        else if (map?.Values.All(limits.Allow) is false)
        {
            _found.Add(new(null, pathPrefix + Path(member), $"Map value must satisfy constraint: [{limits}]") { IsShown = false });
        }

        return this;
    }

    public void Missing(string member) => _found.Add(new(null, pathPrefix + Camel(member), "Member must not be null"));

    public void Add(string value, string member, string constraint) => _found.Add(new(value, pathPrefix + Path(member), constraint));

    /// <summary>All of them in AWS's one sentence.</summary>
    public string Describe()
    {
        var parts = _found.Select(v => $"Value {(v.Value is not null ? $"'{v.Value}' " : v.IsShown ? "null " : "")}at '{v.Member}' failed to satisfy constraint: {v.Constraint}");
        return $"{_found.Count} validation error{(_found.Count == 1 ? "" : "s")} detected: {string.Join("; ", parts)}";
    }

    private static string Size(bool tooSmall, int min, int max) =>
        tooSmall ? $"Member must have length greater than or equal to {min}" : $"Member must have length less than or equal to {max}";

    private static string Path(string expression) => string.Join('.', expression.Replace("?", "", StringComparison.Ordinal).Split('.').Select(Camel));

    private static string Camel(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name[1..];
}

/// <summary>One broken constraint.</summary>
public sealed record Violation(string? Value, string Member, string Constraint)
{
    /// <summary>Whether AWS says the value, or at least that it is null.</summary>
    public bool IsShown { get; init; } = true;
}
