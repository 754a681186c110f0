using Gatehouse.Services.Logs.Patterns;

namespace Gatehouse.Services.Logs.Following;

/// <summary>Which lines a reader wants: those that match a filter pattern, those of one invocation, or both.</summary>
/// <remarks>A stream belongs to one sandbox, which serves one invocation at a time: what it prints from START to REPORT is that invocation's.</remarks>
public sealed class LineFilter
{
    private readonly FilterPattern? _pattern;
    private readonly string? _requestId;
    private readonly HashSet<string> _within = new(StringComparer.Ordinal);

    /// <param name="pattern">In CloudWatch Logs' own language; empty for all.</param>
    /// <param name="requestId">Null for all.</param>
    /// <exception cref="Wire.AwsException">The pattern is none.</exception>
    public LineFilter(string? pattern, string? requestId) => (_pattern, _requestId) = (FilterPattern.Parse(pattern ?? ""), requestId);

    /// <summary>To be asked of each line once, in the order of its stream.</summary>
    internal bool Wants(string stream, string message) => IsOfRequest(stream, message) && (_pattern?.Matches(message) ?? true);

    private bool IsOfRequest(string stream, string message)
    {
        if (_requestId is null)
        {
            return true;
        }

        var names = message.Contains(_requestId, StringComparison.Ordinal);
        if (message.StartsWith("START RequestId: ", StringComparison.Ordinal))
        {
            _ = names ? _within.Add(stream) : _within.Remove(stream);
        }
        else if (names && message.StartsWith("REPORT RequestId: ", StringComparison.Ordinal))
        {
            _within.Remove(stream);
        }

        return names || _within.Contains(stream);
    }
}
