using System.Text;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Logging;

/// <summary>What a request carried, as logs show it: secrets are masked.</summary>
internal static class RequestDump
{
    private static readonly string[] Secret = ["x-api-key", "Authorization"];

    public static string Headers(Invocation call) => ExecutionLog.Dump(call.Http.Request.Headers.Select(header => KeyValuePair.Create(
        header.Key,
        string.Join(',', Secret.Contains(header.Key, StringComparer.OrdinalIgnoreCase) ? header.Value.Select(value => Masked.Of(value ?? "")) : header.Value))));

    /// <summary>Keeps the request's secrets out of whatever it is turned into.</summary>
    public static void HideSecrets(ExecutionLog log, Invocation call)
    {
        foreach (var name in Secret)
        {
            foreach (var value in call.Http.Request.Headers[name])
            {
                log.Hide(value ?? "");
                log.Hide(ProxyEvent.Encode(value ?? "").Value);
            }
        }
    }

    public static string Path(Invocation call) => ExecutionLog.Dump(
        call.Method.PathParameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.ValueIn(call.Path).ToString())));

    public static string Query(Invocation call)
    {
        var query = new QueryParameters();
        query.Parse(call.Query);
        var shown = new List<KeyValuePair<string, string>>();
        for (var i = 0; i < query.Count; i++)
        {
            if (query.IsFirst(i))
            {
                shown.Add(new(Encoding.UTF8.GetString(query.Name(i)), Encoding.UTF8.GetString(query.Value(query.Last(i)))));
            }
        }

        return ExecutionLog.Dump(shown);
    }
}
