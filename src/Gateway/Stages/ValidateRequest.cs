using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;
using Gatehouse.Gateway.Validation;

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

        return method.Body?.For(call.Http.Request.ContentType) is { } model ? Verdict.Wait(ValidateAsync(call, model)) : Verdict.Continue;
    }

    private static async Task<Verdict> ValidateAsync(Invocation call, BodyModel model)
    {
        TraceId.Begin(call);
        if (model.Fault is { } fault)
        {
            return Verdict.Reject(GatewayResponseType.ApiConfigurationError, new ModelUnusable(model.Name, fault));
        }

        if (await RequestBody.ReadAsync(call.Http) is not { } read)
        {
            return RequestBody.TooLong();
        }

        // The integration reads it again.
        var body = read.Bytes.ToArray();
        read.Release();
        call.Http.Request.Body = new MemoryStream(body, writable: false);
        call.ValidatedBody = body;
        var problems = model.Problems(Plain(call, body));
        return problems.Count == 0
            ? Verdict.Continue
            : Verdict.Reject(GatewayResponseType.BadRequestBody, new BodyMismatch(model.Name, call.Http.Request.ContentType ?? "application/json", problems));
    }

    // A coding that cannot be undone is refused by the integration, which knows what for.
    private static byte[] Plain(Invocation call, byte[] body) =>
        call.Stage.Model.MinimumCompressionSize is not null
        && call.Http.Request.Headers.ContentEncoding is [{ } coding]
        && Compression.Decompress(body, coding, out var plain) == CompressedBody.Plain ? plain : body;

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
