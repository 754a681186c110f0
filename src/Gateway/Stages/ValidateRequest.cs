using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Stages;

/// <summary>The method's request validator. Execution begins here: from now on callers get a trace id and errors with a space.</summary>
internal sealed class ValidateRequest : IStage
{
    private const string Prefix = "method.request.";

    public Verdict Run(Invocation call)
    {
        var method = call.Method;
        if (method.RequiredParameters.Length > 0 && Missing(call) is { Count: > 0 } parameters)
        {
            TraceId.Begin(call);
            string[] missing = [.. parameters.Select(parameter => parameter[(parameter.IndexOf('.', Prefix.Length) + 1)..])];
            return Verdict.Reject(GatewayResponseType.BadRequestParameters, new ParametersMissing(missing) { Parameters = [.. parameters] }) with
            {
                Message = $"Missing required request parameters: [{string.Join(", ", missing)}]",
            };
        }

        return method.ValidatesBody
            ? Verdict.Reject(GatewayResponseType.ApiConfigurationError, new NotSupportedHere("validating bodies against a model"))
            : Verdict.Continue;
    }

    // Headers come before path parameters and those before the query, in the order in which they are stored.
    private static List<string> Missing(Invocation call)
    {
        var missing = new List<string>();
        foreach (var place in (ReadOnlySpan<string>)["header.", "path.", "querystring."])
        {
            foreach (var parameter in call.Method.RequiredParameters)
            {
                if (parameter.StartsWith(Prefix + place, StringComparison.Ordinal)
                    && string.IsNullOrWhiteSpace(RequestParameters.Find(call, parameter[Prefix.Length..])))
                {
                    missing.Add(parameter);
                }
            }
        }

        return missing;
    }
}
