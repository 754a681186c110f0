using System.Text.Json;

namespace Gatehouse.Gateway.Model;

/// <summary>A <c>{name}</c> or <c>{name+}</c> of a resource's path, and the segment it stands for.</summary>
internal sealed record PathParameter(string Name, int Segment, bool Greedy)
{
    public JsonEncodedText EncodedName { get; } = JsonEncodedText.Encode(Name);

    public static PathParameter[] Of(string resourcePath)
    {
        var found = new List<PathParameter>();
        var segments = resourcePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i] is ['{', .. var name, '}'])
            {
                found.Add(new(name.TrimEnd('+'), i, name.EndsWith('+')));
            }
        }

        return [.. found];
    }

    /// <summary>The value in a raw path, as sent: AWS does not decode percent-encoding here.</summary>
    public ReadOnlySpan<char> ValueIn(ReadOnlySpan<char> path)
    {
        var rest = RouteTable.TrimmedSegments(path);
        for (var i = 0; i < Segment; i++)
        {
            rest = rest[(rest.IndexOf('/') + 1)..];
        }

        var end = Greedy ? -1 : rest.IndexOf('/');
        return end < 0 ? rest : rest[..end];
    }
}
