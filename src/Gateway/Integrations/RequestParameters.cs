using System.Text;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Integrations;

/// <summary>Single request parameters by the names that mappings use. Not for the hot path.</summary>
internal static class RequestParameters
{
    /// <param name="name"><c>header.X</c>, <c>querystring.X</c>, <c>path.X</c>; <c>multivalueheader.X</c> and <c>multivaluequerystring.X</c> for all values.</param>
    public static string? Find(Invocation call, string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return null;
        }

        var key = name[(dot + 1)..];
        return name[..dot] switch
        {
            "header" => call.Http.Request.Headers.TryGetValue(key, out var values) && values.Count > 0 ? values[^1] : null,
            "multivalueheader" => call.Http.Request.Headers.TryGetValue(key, out var all) && all.Count > 0 ? string.Join(',', all.ToArray()) : null,
            "querystring" => Query(call, key) is [.., var last] ? last : null,
            "multivaluequerystring" => Query(call, key) is { Count: > 0 } each ? string.Join(',', each) : null,
            "path" => Path(call, key),
            _ => null,
        };
    }

    private static List<string> Query(Invocation call, string key)
    {
        var query = new QueryParameters();
        query.Parse(call.Query);
        var name = Encoding.UTF8.GetBytes(key);
        var found = new List<string>();
        for (var i = 0; i < query.Count; i++)
        {
            if (query.Name(i).SequenceEqual(name))
            {
                found.Add(Encoding.UTF8.GetString(query.Value(i)));
            }
        }

        return found;
    }

    private static string? Path(Invocation call, string key)
    {
        var parameter = Array.Find(call.MatchedMethod?.PathParameters ?? [], candidate => candidate.Name == key);
        return parameter?.ValueIn(call.Path).ToString();
    }
}
