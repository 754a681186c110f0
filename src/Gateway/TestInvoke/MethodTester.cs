using System.Text;
using System.Text.RegularExpressions;
using Gatehouse.Gateway.Addressing;
using Gatehouse.Gateway.Authorizers;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Logging;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;
using Gatehouse.Gateway.Usage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Primitives;

namespace Gatehouse.Gateway.TestInvoke;

/// <summary>Runs a made-up request through one method, compiled for this request alone, and keeps the execution log.</summary>
internal sealed partial class MethodTester(IFunctionInvoker functions, KeyDirectory keys, AccountThrottles accounts, GatewayTime time)
{
    private readonly IStage[] _stages = Pipeline.TestStages();
    private readonly ObjectPool<ProxyScratch> _scratch = new DefaultObjectPool<ProxyScratch>(new DefaultPooledObjectPolicy<ProxyScratch>());

    public async Task<TestOutcome?> RunAsync(StageModel api, TestRequest request, CancellationToken aborted)
    {
        if (TestedStage(api, request) is not { } model)
        {
            return null;
        }

        var answer = new MemoryStream();
        var http = Request(request.HttpMethod, request.Headers, request.Body, answer, aborted);
        var record = RequestIds.Begin(http, time.Clock, time.Stopwatch);
        var log = new ExecutionLog(record.RequestId, time.Clock, LogDetail.Data);
        var integrations = new IntegrationCompiler((arn, timeout) =>
        {
            var function = new LoggedFunction(functions.Resolve(arn), arn, model.ApiId, log, time);
            return new FunctionIntegration<TestOrigin>(new TestOrigin(request.Caller), function, arn, timeout, _scratch);
        });
        var stage = new StageCompiler(integrations, new AuthorizerCompiler(functions, time), keys, accounts, time.Clock).Compile(model, previous: null);
        var call = new Invocation(http, stage, RequestAddress.OfPath(Target(request.PathWithQueryString, model.Resources[0].Path), TestOrigin.DomainName), record);
        if (call.VerbSlot < 0 || stage.Routes.Match(call.Path, call.VerbSlot) is not { } method)
        {
            return null;
        }

        call.Method = method;
        ExecutionLines.TellRequest(log, call, ExecutionLog.Dump(request.Headers), request.Body);
        var verdict = await AnswerAsync(call);
        await http.Response.BodyWriter.FlushAsync(aborted);
        var status = http.Response.StatusCode;
        var body = Encoding.UTF8.GetString(answer.GetBuffer(), 0, (int)answer.Length);
        var isDefaultType = verdict.Refuses ? stage.Responses.Of(verdict.Type) is null : log.LacksContentType;
        var headers = ExecutionLines.ShownHeaders(call, verdict, isDefaultType);
        if (verdict.Refuses)
        {
            FailureLines.Tell(log, verdict);
        }
        else
        {
            ExecutionLines.TellAnswer(log, body, headers);
        }

        ExecutionLines.TellStatus(log, status);
        return new TestOutcome
        {
            Status = status,
            Body = body,
            Headers = headers,
            Log = log.Text(),
            Latency = time.Stopwatch.GetElapsedTime(record.StartedTicks),
        };
    }

    // The API as it would be deployed now, but for what only stands in front of stages: the CDN's headers and compression. Of the
    // resources only the tested one is there, so that a path which belongs to another leads nowhere.
    private static StageModel? TestedStage(StageModel api, TestRequest request)
    {
        var resource = api.Resources.FirstOrDefault(candidate => candidate.Id == request.ResourceId);
        var method = resource?.Methods.FirstOrDefault(candidate => candidate.HttpMethod == request.HttpMethod)
            ?? resource?.Methods.FirstOrDefault(candidate => candidate.HttpMethod == "ANY");
        return method is null ? null : api with
        {
            StageName = TestRequest.StageName,
            EndpointType = EndpointType.Regional,
            MinimumCompressionSize = null,
            Authorizers = [],
            Resources = [resource! with { Methods = [method] }],
        };
    }

    /// <summary>The raw target of a test, from what the test says.</summary>
    public static string Target(string? pathWithQueryString, string resourcePath)
    {
        var given = pathWithQueryString ?? "";
        var target = given is "" or ['?', ..] ? resourcePath + given : given is ['/', ..] ? given : "/" + given;

        // Over HTTP a target is printable ASCII, and everything behind relies on that: the rest is sent as a client would send it.
        return target.AsSpan().ContainsAnyExceptInRange('!', '~') ? NotInTarget().Replace(target, match => Uri.EscapeDataString(match.Value)) : target;
    }

    [GeneratedRegex("[^!-~]+")]
    private static partial Regex NotInTarget();

    public static DefaultHttpContext Request(
        string verb, IReadOnlyDictionary<string, IReadOnlyList<string>> headers, string? body, Stream answer, CancellationToken aborted)
    {
        var http = new DefaultHttpContext { RequestAborted = aborted };
        http.Request.Method = verb;
        http.Request.Protocol = HttpProtocol.Http11;
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body ?? ""), writable: false);
        foreach (var (name, values) in headers)
        {
            http.Request.Headers[name] = new StringValues([.. values]);
        }

        http.Response.Body = answer;
        return http;
    }

    private async ValueTask<Verdict> AnswerAsync(Invocation call)
    {
        var verdict = Verdict.Continue;
        foreach (var step in _stages)
        {
            verdict = step.Run(call);
            if (verdict.Refuses)
            {
                break;
            }
        }

        if (!verdict.Refuses)
        {
            verdict = await call.Method.Integration.RunAsync(call);
        }

        if (verdict.Refuses)
        {
            GatewayResponseWriter.Write(call, verdict);
        }

        return verdict;
    }
}
