namespace Gatehouse.Functions.ApiGateway;

/// <summary>A resource's path with its parameters: <c>/jobs/{jobId}</c>, <c>/files/{path+}</c>. Orders from the most to the least exact.</summary>
internal sealed class PathTemplate(string text) : IComparable<PathTemplate>
{
    private readonly string[] _parts = text.Trim('/').Split('/');

    public string Text => text;

    /// <summary>The parameters when the path fits, else null.</summary>
    public Dictionary<string, string>? Match(string path)
    {
        var segments = path.Trim('/').Split('/');
        var parameters = new Dictionary<string, string>();
        for (var i = 0; i < _parts.Length; i++)
        {
            var part = _parts[i];
            if (IsGreedy(part))
            {
                if (segments.Length <= i || segments[i].Length == 0)
                {
                    return null;
                }

                parameters[part[1..^2]] = Uri.UnescapeDataString(string.Join('/', segments[i..]));
                return parameters;
            }

            if (segments.Length <= i)
            {
                return null;
            }

            if (IsParameter(part) && segments[i].Length > 0)
            {
                parameters[part[1..^1]] = Uri.UnescapeDataString(segments[i]);
            }
            else if (part != segments[i])
            {
                return null;
            }
        }

        return segments.Length == _parts.Length ? parameters : null;
    }

    public int CompareTo(PathTemplate? other) => other is null
        ? -1
        : _parts.Zip(other._parts, (mine, theirs) => Rank(mine) - Rank(theirs)).FirstOrDefault(order => order != 0);

    // A name beats a parameter, and a parameter beats the rest of the path: API Gateway's own order.
    private static int Rank(string part) => IsGreedy(part) ? 2 : IsParameter(part) ? 1 : 0;

    private static bool IsParameter(string part) => part is ['{', .., '}'];

    private static bool IsGreedy(string part) => part is ['{', .., '+', '}'];
}
