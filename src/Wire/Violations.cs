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
        if (value is not null && value.Length < min)
        {
            Add(value, member, $"Member must have length greater than or equal to {min}");
        }
        else if (value is not null && value.Length > max)
        {
            Add(value, member, $"Member must have length less than or equal to {max}");
        }

        return this;
    }

    public Violations Count<T>(IReadOnlyCollection<T>? value, int min, int max, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        if (value is not null && value.Count < min)
        {
            Add($"[{string.Join(", ", value)}]", member, $"Member must have length greater than or equal to {min}");
        }
        else if (value is not null && value.Count > max)
        {
            Add($"[{string.Join(", ", value)}]", member, $"Member must have length less than or equal to {max}");
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

    public void Missing(string member) => _found.Add(new(null, pathPrefix + Camel(member), "Member must not be null"));

    public void Add(string value, string member, string constraint) => _found.Add(new(value, pathPrefix + Path(member), constraint));

    /// <summary>All of them in AWS's one sentence.</summary>
    public string Describe()
    {
        var parts = _found.Select(v => v.Value is null
            ? $"Value null at '{v.Member}' failed to satisfy constraint: {v.Constraint}"
            : $"Value '{v.Value}' at '{v.Member}' failed to satisfy constraint: {v.Constraint}");
        return $"{_found.Count} validation error{(_found.Count == 1 ? "" : "s")} detected: {string.Join("; ", parts)}";
    }

    private static string Path(string expression) => string.Join('.', expression.Replace("?", "", StringComparison.Ordinal).Split('.').Select(Camel));

    private static string Camel(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name[1..];
}

/// <summary>One broken constraint.</summary>
public sealed record Violation(string? Value, string Member, string Constraint);
