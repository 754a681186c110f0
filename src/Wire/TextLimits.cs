using System.Text.RegularExpressions;

namespace Gatehouse.Wire;

/// <summary>What AWS's model allows of a text that is an item of a list, or a key or a value of a map.</summary>
/// <param name="Pattern">Anchored at both ends.</param>
/// <param name="Shown">The pattern as AWS prints it.</param>
public sealed record TextLimits(int Min, int Max, Regex? Pattern = null, string? Shown = null)
{
    public bool Allow(string text) => text.Length >= Min && text.Length <= Max && Pattern?.IsMatch(text) is not false;

    /// <summary>All limits, in the order in which AWS prints them when one is broken.</summary>
    public override string ToString()
    {
        List<string> limits = [];
        if (Max < int.MaxValue)
        {
            limits.Add($"Member must have length less than or equal to {Max}");
            limits.Add($"Member must have length greater than or equal to {Min}");
        }

        if (Shown is not null)
        {
            limits.Add($"Member must satisfy regular expression pattern: {Shown}");
        }

        return string.Join(", ", limits);
    }
}
