using Gatehouse.Gateway.Addressing;
using Gatehouse.Gateway.Authorizers;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Logging;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;
using Gatehouse.Gateway.Usage;

namespace Gatehouse.Gateway.TestInvoke;

/// <summary>Runs a made-up request through one authorizer, compiled for this request alone, and keeps the execution log.</summary>
internal sealed class AuthorizerTester(IFunctionInvoker functions, KeyDirectory keys, AccountThrottles accounts, GatewayTime time)
{
    private const string Verb = "GET";

    // Recorded: all but the last six characters are starred.
    private const int ShownOfPrincipal = 6;

    public async Task<AuthorizerTestOutcome> RunAsync(StageModel api, string authorizerId, AuthorizerTestRequest request, CancellationToken aborted)
    {
        var http = MethodTester.Request(Verb, request.Headers, null, Stream.Null, aborted);
        var record = RequestIds.Begin(http, time.Clock, time.Stopwatch);
        var log = new ExecutionLog(record.RequestId, time.Clock, LogDetail.Data);
        var model = TestedStage(api, authorizerId);
        var logged = new LoggedFunctions(functions, model, log, time);
        var stage = new StageCompiler(IntegrationCompiler.ForHttp(functions), new AuthorizerCompiler(logged, time), keys, accounts, time.Clock).Compile(model, previous: null);
        var call = new Invocation(http, stage, RequestAddress.OfPath(MethodTester.Target(request.PathWithQueryString, "/"), TestOrigin.DomainName), record)
        {
            Method = stage.Routes.Match("/", (int)Model.Verb.Get)!,
        };

        log.Line($"Starting authorizer: {authorizerId} for request: {log.RequestId}");
        var trial = await call.Method.Authorizer!.TryAsync(new TestOrigin(request.Caller), call, identity => log.Line($"Incoming identity: {identity}"));
        var status = Tell(log, trial);
        return new AuthorizerTestOutcome
        {
            ClientStatus = status,
            Log = log.Text(),
            Latency = time.Stopwatch.GetElapsedTime(record.StartedTicks),
            PrincipalId = trial.Answer?.Result?.PrincipalId,
            Policy = trial.Answer?.Result?.PolicyText,
        };
    }

    // One method stands for all: an authorizer is tried without one.
    private static StageModel TestedStage(StageModel api, string authorizerId) => api with
    {
        StageName = AuthorizerTestRequest.StageName,
        EndpointType = EndpointType.Regional,
        Authorizers = [api.Authorizers.First(authorizer => authorizer.Id == authorizerId) with { ResultTimeToLive = TimeSpan.Zero }],
        Resources =
        [
            new ResourceModel
            {
                Id = api.Resources.FirstOrDefault(resource => resource.Path == "/")?.Id ?? "",
                Path = "/",
                Methods = [new MethodModel { HttpMethod = Verb, AuthorizationType = "CUSTOM", AuthorizerId = authorizerId }],
            },
        ],
    };

    private static int Tell(ExecutionLog log, AuthorizerTrial trial)
    {
        if (trial.Answer?.Result is { } result)
        {
            var hidden = Math.Max(0, result.PrincipalId.Length - ShownOfPrincipal);
            log.Line($"Using valid authorizer policy for principal: {new string('*', hidden)}{result.PrincipalId[hidden..]}");
            log.Line("Successfully completed authorizer execution");
            return 0;
        }

        var refusal = trial.Answer?.Refusal ?? Verdict.Reject(GatewayResponseType.Unauthorized, trial.Refusal!);
        if (refusal.Type == GatewayResponseType.Unauthorized)
        {
            log.Line($"Unauthorized request: {log.RequestId}");
        }
        else if (refusal.Type == GatewayResponseType.AuthorizerConfigurationError)
        {
            // ? Not recorded. Of a function that cannot be invoked the exchange has said so.
            log.ConfigurationError(refusal.Reason!.Explain());
        }

        return DefaultResponse.Of(refusal.Type).Status;
    }

    /// <summary>The functions of a test: the one of its authorizer, which tells the log.</summary>
    private sealed class LoggedFunctions(IFunctionInvoker functions, StageModel stage, ExecutionLog log, GatewayTime time) : IFunctionInvoker
    {
        public IFunctionTarget Resolve(string functionArn) => new LoggedFunction(functions.Resolve(functionArn), functionArn, stage.ApiId, log, time)
        {
            IsAuthorizer = true,
            HasCredentials = stage.Authorizers[0].HasCredentials,
        };
    }
}
