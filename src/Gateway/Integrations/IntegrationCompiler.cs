using System.Text.RegularExpressions;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Model;
using Microsoft.Extensions.ObjectPool;

namespace Gatehouse.Gateway.Integrations;

/// <summary>Finds out, once per published stage, where each method's requests go.</summary>
/// <param name="toFunction">Makes the integration of a function, by its ARN and the integration's timeout.</param>
internal sealed partial class IntegrationCompiler(Func<string, TimeSpan, IIntegration> toFunction)
{
    /// <summary>Integrations for requests that come over HTTP.</summary>
    public static IntegrationCompiler ForHttp(IFunctionInvoker functions)
    {
        // As many as are likely to be in flight; more are made and dropped.
        var scratch = new DefaultObjectPool<ProxyScratch>(new DefaultPooledObjectPolicy<ProxyScratch>(), 256);
        return new((arn, timeout) => new FunctionIntegration<HttpOrigin>(default, functions.Resolve(arn), arn, timeout, scratch));
    }

    public IIntegration Compile(StageModel stage, ResourceModel resource, MethodModel method) => method.Integration switch
    {
        null => Misconfigured(resource, ReasonKind.NoIntegration, "the method has none"),
        { Type: "AWS_PROXY" } integration => Proxy(stage, resource, integration),
        { Type: "MOCK" } integration => MockIntegration.Compile(integration),
        var integration => new RefusingIntegration(new NotSupportedHere($"integration type {integration.Type}")),
    };

    /// <summary>The ARN of the function whose invocation a URI stands for, with the stage's variables filled in; null when it stands for none.</summary>
    public static string? FunctionOf(StageModel stage, string? uri) =>
        FunctionUri().Match(Filled(stage, uri)) is { Success: true } found ? found.Groups[1].Value : null;

    // A variable that the stage does not have leaves nothing in its place, as on AWS.
    private static string Filled(StageModel stage, string? uri) =>
        StageVariable().Replace(uri ?? "", match => stage.Variables.GetValueOrDefault(match.Groups[1].Value, ""));

    private IIntegration Proxy(StageModel stage, ResourceModel resource, IntegrationModel integration)
    {
        if (integration.HttpMethod is { } verb && verb != "POST")
        {
            return Misconfigured(resource, ReasonKind.MisconfiguredIntegration, $"its integration method is {verb}, and Lambda is invoked by POST");
        }

        if (FunctionOf(stage, integration.Uri) is { } function)
        {
            return toFunction(function, integration.Timeout);
        }

        var uri = Filled(stage, integration.Uri);
        return uri.Contains("response-streaming-invocations", StringComparison.Ordinal)
            ? new RefusingIntegration(new NotSupportedHere("response streaming"))
            : Misconfigured(resource, ReasonKind.MisconfiguredIntegration, $"'{uri}' is not the invocation URI of a Lambda function");
    }

    private static RefusingIntegration Misconfigured(ResourceModel resource, ReasonKind kind, string problem) =>
        new(new MisconfiguredIntegration(kind, resource.Path, problem));

    [GeneratedRegex(@"\$\{stageVariables\.([A-Za-z0-9_]+)\}")]
    private static partial Regex StageVariable();

    [GeneratedRegex(@":lambda:path/2015-03-31/functions/(arn:[a-z-]+:lambda:[^/]+)/invocations$")]
    private static partial Regex FunctionUri();
}
