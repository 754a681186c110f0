using Gatehouse.Gateway.Addressing;
using Gatehouse.Gateway.Authorizers;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Logging;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;
using Gatehouse.Gateway.Telemetry;
using Gatehouse.Gateway.TestInvoke;
using Gatehouse.Gateway.Usage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Gateway;

/// <summary>The data plane of API Gateway: serves the stages that were published. One per server; safe from any thread.</summary>
public sealed partial class GatewayEngine
{
    private const int LongestKeptTarget = 512;
    private const int LongestKeptName = 128;

    private readonly Lock _publishing = new();
    private readonly StageCompiler _compiler;
    private readonly MethodTester _tester;
    private readonly AuthorizerTester _authorizerTester;
    private readonly IStage[] _stages;
    private readonly TimeProvider _clock;
    private readonly TimeProvider _stopwatch;
    private readonly ILogger<GatewayEngine> _log;
    private GatewaySnapshot _snapshot = GatewaySnapshot.Empty;

    /// <param name="functions">What integrations call.</param>
    /// <param name="time">What limits go by and events show.</param>
    /// <param name="logs">For the engine's own events.</param>
    /// <param name="options">What can be set for all APIs.</param>
    /// <param name="stageLogs">Where stages log; without it none does.</param>
    public GatewayEngine(IFunctionInvoker functions, TimeProvider time, ILoggerFactory logs, GatewayOptions options, StageLogs? stageLogs = null)
    {
        ArgumentNullException.ThrowIfNull(functions);
        ArgumentNullException.ThrowIfNull(options);
        _clock = time;
        _stopwatch = options.Stopwatch ?? time;
        _log = logs.CreateLogger<GatewayEngine>();
        _stages = Pipeline.Stages(time);
        Keys = new KeyDirectory(time);
        Journal = new RequestJournal(options, _stopwatch);
        var accounts = new AccountThrottles(options.AccountThrottle, time);
        var times = new GatewayTime(time, _stopwatch);
        var authorizers = new AuthorizerCompiler(functions, times);
        _compiler = new StageCompiler(
            IntegrationCompiler.ForHttp(functions), authorizers, Keys, accounts, time, stageLogs is null ? null : new LoggingCompiler(stageLogs, functions, times));
        _tester = new MethodTester(functions, Keys, accounts, times);
        _authorizerTester = new AuthorizerTester(functions, Keys, accounts, times);
    }

    /// <summary>API keys, usage plans and usage. Changes act for the next request.</summary>
    public KeyDirectory Keys { get; }

    public RequestJournal Journal { get; }

    /// <summary>Serves this stage from the next request on. Requests in flight keep what they started with.</summary>
    public void Publish(StageModel stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        lock (_publishing)
        {
            var compiled = _compiler.Compile(stage, _snapshot.Find(stage.ApiId, stage.StageName));
            Journal.Add(compiled.Requests);
            Volatile.Write(ref _snapshot, _snapshot.With(compiled));
        }

        Log.Published(_log, stage.ApiId, stage.StageName, stage.DeploymentId);
    }

    public void Withdraw(string apiId, string stageName)
    {
        lock (_publishing)
        {
            var gone = _snapshot.Find(apiId, stageName);
            Volatile.Write(ref _snapshot, _snapshot.Without(apiId, stageName));
            if (gone is not null)
            {
                Journal.Remove(gone.Requests);
            }
        }

        Log.Withdrawn(_log, apiId, stageName);
    }

    /// <summary>Whether a request is for an API, by its host or path. Cheap.</summary>
    public static bool Owns(HttpContext http) => RequestAddress.Matches(http);

    /// <summary>Whether a request's host is an API's own, whatever its path.</summary>
    public static bool OwnsHost(HttpContext http) => RequestAddress.IsApiHost(http.Request.Headers.Host.ToString());

    /// <summary>Answers a request that <see cref="Owns"/> accepted.</summary>
    public Task HandleAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var record = RequestIds.Begin(http, _clock, _stopwatch);
        if (!RequestAddress.TryRead(http, out var address))
        {
            throw new InvalidOperationException("The request is for no API; ask Owns first.");
        }

        record.Target = address.Target;
        record.Watch = RequestWatch.Begin(http, _stopwatch);
        var snapshot = Volatile.Read(ref _snapshot);
        var stage = Find(snapshot, address, out var reason);
        if (stage is null)
        {
            record.ApiId = Kept(address.ApiId);
            record.StageName = Kept(address.StageName);
            return RefuseUnknown(http, record, reason!);
        }

        record.ApiId = stage.Model.ApiId;
        record.StageName = stage.Model.StageName;
        record.Ring = stage.Requests;
        return GoOn(new Invocation(http, stage, address, record), 0);
    }

    /// <summary>Forgets what the stage's authorizers said, so that each is asked again. False when the stage is not served.</summary>
    public bool FlushAuthorizers(string apiId, string stageName)
    {
        if (Volatile.Read(ref _snapshot).Find(apiId, stageName) is not { } stage)
        {
            return false;
        }

        foreach (var authorizer in stage.Authorizers.Values)
        {
            authorizer.Flush();
        }

        return true;
    }

    /// <summary>
    /// Sends one request through a method as the API is defined now, deployed or not, and says what happened line by line. No key, throttle
    /// or authorizer is asked, and the journal does not hear of it. Null when the request's path does not lead to its method.
    /// </summary>
    public Task<TestOutcome?> TestAsync(StageModel api, TestRequest request, CancellationToken aborted)
    {
        ArgumentNullException.ThrowIfNull(api);
        ArgumentNullException.ThrowIfNull(request);
        return _tester.RunAsync(api, request, aborted);
    }

    /// <summary>Asks an authorizer as the API is defined now, and says what it replied and how it came to it. No policy is applied, nothing remembered.</summary>
    public Task<AuthorizerTestOutcome> TestAuthorizerAsync(StageModel api, string authorizerId, AuthorizerTestRequest request, CancellationToken aborted)
    {
        ArgumentNullException.ThrowIfNull(api);
        ArgumentNullException.ThrowIfNull(request);
        return _authorizerTester.RunAsync(api, authorizerId, request, aborted);
    }

    private static CompiledStage? Find(GatewaySnapshot snapshot, in RequestAddress address, out Reason? reason)
    {
        // Host names have no case, ids do not have capitals.
        Span<char> lower = stackalloc char[64];
        scoped var apiId = address.ApiId;
        if (address.Host is not null && apiId.Length <= lower.Length && apiId.ContainsAnyInRange('A', 'Z'))
        {
            apiId = lower[..apiId.ToLowerInvariant(lower)];
        }

        var stage = snapshot.Find(apiId, address.StageName, out var stages);
        var scope = (stage ?? snapshot.AnyStage(apiId))?.Model.Scope;
        if (scope is null || (!address.Region.IsEmpty && !address.Region.Equals(scope.Value.Region, StringComparison.OrdinalIgnoreCase)))
        {
            reason = new UnknownApi(Kept(apiId), address.Region.IsEmpty ? null : Kept(address.Region));
            return null;
        }

        reason = stage switch
        {
            null => new UnknownStage(Kept(apiId), Kept(address.StageName), [.. stages ?? []]),
            { Model.DisableExecuteApiEndpoint: true } => new DefaultEndpointDisabled(stage.Model.ApiId),
            _ => null,
        };
        return reason is null ? stage : null;
    }

    // A stage's name has 128 characters at most; what a stranger writes in its place may have thousands.
    private static string Kept(ReadOnlySpan<char> name) => name.Length <= LongestKeptName ? name.ToString() : name[..LongestKeptName].ToString();

    // Synchronous as long as no stage has to wait: a request without an authorizer pays nothing for those that have one.
    private Task GoOn(Invocation call, int step)
    {
        try
        {
            for (; step < _stages.Length; step++)
            {
                var verdict = _stages[step].Run(call);
                if (!verdict.Passes)
                {
                    if (verdict.Pending is { } pending)
                    {
                        return WaitAsync(call, pending, step);
                    }

                    call.Record.Passed(_stopwatch.GetTimestamp());
                    Refuse(call, verdict);
                    return Task.CompletedTask;
                }

                call.Record.Passed(_stopwatch.GetTimestamp());
            }
        }
        catch (Exception problem)
        {
            Fault(call, problem);
            return Task.CompletedTask;
        }

        return IntegrateAsync(call);
    }

    private async Task WaitAsync(Invocation call, Task<Verdict> pending, int step)
    {
        Verdict verdict;
        try
        {
            verdict = await pending;
        }
        catch (Exception problem)
        {
            Fault(call, problem);
            return;
        }

        if (call.Http.RequestAborted.IsCancellationRequested)
        {
            Abandon(call);
            return;
        }

        call.Record.Passed(_stopwatch.GetTimestamp());
        if (verdict.Refuses)
        {
            Refuse(call, verdict);
            return;
        }

        await GoOn(call, step + 1);
    }

    private async Task IntegrateAsync(Invocation call)
    {
        Verdict verdict;
        try
        {
            verdict = await call.Method.Integration.RunAsync(call);
        }
        catch (OperationCanceledException) when (call.Http.RequestAborted.IsCancellationRequested)
        {
            Abandon(call);
            return;
        }
        catch (IOException problem) when (problem is not BadHttpRequestException)
        {
            // The connection broke while the body came in.
            Abandon(call);
            return;
        }
        catch (BadHttpRequestException problem)
        {
            // A body that breaks HTTP's own rules, or comes too slowly. The server closes the connection after this.
            Unreadable(call, problem);
            throw;
        }
        catch (Exception problem)
        {
            Fault(call, problem);
            return;
        }

        call.Record.Passed(_stopwatch.GetTimestamp());
        if (verdict.Refuses)
        {
            Refuse(call, verdict);
            return;
        }

        End(call, call.Http.Response.StatusCode);
    }

    private void Refuse(Invocation call, in Verdict verdict)
    {
        call.Record.ResponseType = verdict.Type;
        call.Record.Reason = verdict.Reason;
        GatewayResponseWriter.Write(call, verdict);
        End(call, call.Http.Response.StatusCode);
    }

    // No API is known, so AWS's front end answers: like a refused key, with nothing to tell them apart.
    private Task RefuseUnknown(HttpContext http, RequestRecord record, Reason reason)
    {
        record.ResponseType = GatewayResponseType.FrontForbidden;
        record.Reason = reason;
        GatewayResponseWriter.WriteFront(http, record);
        End(record, http.Response.StatusCode);
        return Task.CompletedTask;
    }

    private void Abandon(Invocation call)
    {
        // A connection that broke within a body must not be read on as if the body had come.
        call.Http.Abort();
        call.Record.Reason = new CallerLeft();
        call.Record.Passed(_stopwatch.GetTimestamp());

        // nginx's number for this; nobody receives it.
        End(call, 499);
    }

    private void Unreadable(Invocation call, BadHttpRequestException problem)
    {
        call.Record.ResponseType = GatewayResponseType.FrontBadRequest;
        call.Record.Reason = new FrontRefusal(ReasonKind.BodyUnreadable, "The body cannot be read", problem.Message, "a body that keeps to HTTP");
        call.Record.Passed(_stopwatch.GetTimestamp());
        End(call, problem.StatusCode);
    }

    // The rim of the data plane: whatever nobody expected becomes AWS's internal error, once, and the server goes on.
    private void Fault(Invocation call, Exception problem)
    {
        Log.Failed(_log, problem, call.Record.RequestId, call.Record.ApiId, call.Record.StageName);
        if (call.Http.Response.HasStarted)
        {
            call.Record.Reason = new InternalFault(problem.GetType().Name);
            End(call, call.Http.Response.StatusCode);
            call.Http.Abort();
            return;
        }

        call.Http.Response.Clear();
        Refuse(call, Verdict.Reject(GatewayResponseType.ApiConfigurationError, new InternalFault(problem.GetType().Name)));
    }

    private void End(Invocation call, int status)
    {
        End(call.Record, status);
        call.Stage.Logging?.Tell(call);
    }

    private void End(RequestRecord record, int status)
    {
        record.Status = status;
        record.EndedTicks = _stopwatch.GetTimestamp();
        if (record.Target.Length > LongestKeptTarget)
        {
            // The ring must not hold megabytes because callers send long URLs.
            record.Target = record.Target[..LongestKeptTarget];
        }

        if (record.Watch is { } watch)
        {
            watch.End(record);
            record.Watch = null;
        }

        Journal.Enter(record);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "Serving deployment {DeploymentId} on stage {StageName} of API {ApiId}.")]
        public static partial void Published(ILogger logger, string apiId, string stageName, string deploymentId);

        [LoggerMessage(Level = LogLevel.Error, Message = "Request {RequestId} to stage {StageName} of API {ApiId} failed for a reason of our own.")]
        public static partial void Failed(ILogger logger, Exception problem, string requestId, string apiId, string stageName);

        [LoggerMessage(Level = LogLevel.Debug, Message = "Stage {StageName} of API {ApiId} is not served any more.")]
        public static partial void Withdrawn(ILogger logger, string apiId, string stageName);
    }
}
