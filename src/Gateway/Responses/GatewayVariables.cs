using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Logging;
using Gatehouse.Gateway.Rest;

namespace Gatehouse.Gateway.Responses;

/// <summary>The variables that gateway responses may use.</summary>
internal sealed class GatewayVariables(Invocation call)
{
    private const string Context = "context.";
    private const string Request = "method.request.";
    private const string StageVariables = "stageVariables.";

    /// <summary>A header's source: a literal in single quotes, or a variable. Null when the variable is not there.</summary>
    public string? Source(string source) => source is ['\'', .. var literal, '\''] ? literal : Find(source);

    public string? Find(string name)
    {
        if (name.StartsWith(Request, StringComparison.Ordinal))
        {
            return RequestParameters.Find(call, name[Request.Length..]);
        }

        if (name.StartsWith(StageVariables, StringComparison.Ordinal))
        {
            return call.Stage.Model.Variables.GetValueOrDefault(name[StageVariables.Length..]);
        }

        return name.StartsWith(Context, StringComparison.Ordinal) ? ContextVariables.Find(name[Context.Length..])?.Invoke(call) : null;
    }
}
