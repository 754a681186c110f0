using System.Collections.Concurrent;
using Gatehouse.Access.Policies;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Gateway.Journal;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.Responses;
using Gatehouse.Gateway.Rest;
using Gatehouse.Gateway.Usage;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Primitives;

namespace Gatehouse.Gateway.Authorizers;

/// <summary>
/// One authorizer of one stage: finds the caller's identity, asks the function unless its answer is remembered, and applies the policy to the
/// request at hand. See https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html.
/// </summary>
internal sealed class LambdaAuthorizer
{
    private const string Action = "execute-api:Invoke";
    private const string ExplicitDeny = "User is not authorized to access this resource with an explicit deny in an identity-based policy";

    // AWS refuses longer ones where a method has authorization.
    private const int LongestMethodArn = 1600;

    private readonly ConcurrentDictionary<(KeyDigest, string), Task<AuthorizerAnswer>> _underWay = new();
    private readonly AuthorizerFunction _function;
    private readonly GatewayTime _time;
    private readonly string _methods;
    private readonly IdentitySource[] _sources;
    private readonly IdentityExpression? _expression;

    public LambdaAuthorizer(
        StageModel stage, AuthorizerModel model, string? functionArn, IFunctionTarget? target, AuthorizerCache? cache, ObjectPool<ProxyScratch> scratch, GatewayTime time)
    {
        (Model, Cache, _time) = (model, cache, time);
        var api = $"arn:aws:execute-api:{stage.Scope.Region}:{stage.Scope.Account}:{stage.ApiId}";
        _methods = $"{api}/{stage.StageName}/";
        _function = new AuthorizerFunction(model, functionArn is null ? null : (functionArn, target!), $"{api}/authorizers/{model.Id}", scratch, time.Stopwatch);

        // Both were accepted when the authorizer was stored; a store that says otherwise is not served.
        _sources = [.. IdentitySource.TryParseList(model.IdentitySource, out var wrong) ?? throw new ArgumentException($"'{wrong}' is no identity source.", nameof(model))];
        if (model is { Type: AuthorizerType.Token, ValidationExpression: { Length: > 0 } expression })
        {
            _expression = IdentityExpression.TryParse(expression, out var problem) ?? throw new ArgumentException($"'{expression}' cannot be used: {problem}", nameof(model));
        }

        if (model.Type == AuthorizerType.Token && _sources is not [{ IsHeader: true }])
        {
            throw new ArgumentException("A TOKEN authorizer has one header as its identity source.", nameof(model));
        }
    }

    public AuthorizerModel Model { get; }

    /// <summary>Null where nothing is remembered.</summary>
    public AuthorizerCache? Cache { get; }

    public string? FunctionArn => _function.Arn;

    public void Flush() => Cache?.Flush();

    /// <summary>Decides at once from a remembered answer, or says that the request has to wait for the function.</summary>
    public Verdict Authorize(Invocation call)
    {
        var started = _time.Stopwatch.GetTimestamp();
        call.Record.Authorizer = new AuthorizerRecord { Id = Model.Id };
        var methodArn = string.Concat(_methods, call.Record.HttpMethod, call.Path);
        if (methodArn.Length > LongestMethodArn)
        {
            var reason = new FrontRefusal(ReasonKind.UriTooLong, "The method's ARN is too long for an authorizer", $"{methodArn.Length} characters", $"{LongestMethodArn} characters");
            return Conclude(call, started, Verdict.Reject(GatewayResponseType.FrontUriTooLong, reason), "Request-URI Too Long");
        }

        var identity = new StringValues[_sources.Length];
        if (Identify(call, identity) is { } problem)
        {
            return Conclude(call, started, Verdict.Reject(GatewayResponseType.Unauthorized, problem), "Unauthorized");
        }

        if (Cache is null)
        {
            return Verdict.Wait(DecideAsync(call, started, methodArn, Token(identity), default));
        }

        // A TOKEN function only ever sees the last value of a repeated header.
        var key = Model.Type == AuthorizerType.Token ? IdentityKey.Of([Token(identity)]) : IdentityKey.Of(identity);
        if (Cache.Find(key) is { } result)
        {
            call.Record.Authorizer.IsCached = true;
            return Apply(call, started, methodArn, new Authorization(result, TimeSpan.Zero));
        }

        return Verdict.Wait(DecideAsync(call, started, methodArn, Token(identity), key));
    }

    /// <summary>Asks the function for the sake of its answer: nothing is remembered and no policy applied.</summary>
    public async Task<AuthorizerTrial> TryAsync<TOrigin>(TOrigin origin, Invocation call, Action<string> identified)
        where TOrigin : struct, IEventOrigin
    {
        var identity = new StringValues[_sources.Length];
        var problem = Identify(call, identity);
        identified(string.Join(", ", identity.Where(values => values.Count > 0).Select(values => values[^1])));
        return problem is not null
            ? new AuthorizerTrial(problem, null)
            : new AuthorizerTrial(null, await _function.AskAsync(origin, call, string.Concat(_methods, call.Record.HttpMethod, call.Path), Token(identity)));
    }

    private string? Token(ReadOnlySpan<StringValues> identity) => Model.Type == AuthorizerType.Token ? identity[0][^1] : null;

    // Every source must have something in it, whether answers are remembered or not.
    private Reason? Identify(Invocation call, Span<StringValues> identity)
    {
        for (var i = 0; i < _sources.Length; i++)
        {
            identity[i] = _sources[i].Read(call);
            if (identity[i] is not [.., { Length: > 0 }])
            {
                return new IdentityMissing(Model.Id, _sources[i].Expression, Model.IdentitySource!);
            }
        }

        return _expression is not null && Token(identity) is { } token && !_expression.IsMatch(token)
            ? new IdentityMalformed(Model.Id, _sources[0].Expression, LastFour.Of(token), Model.ValidationExpression!)
            : null;
    }

    private async Task<Verdict> DecideAsync(Invocation call, long started, string methodArn, string? token, KeyDigest key)
    {
        var answer = Cache is null ? await _function.AskAsync(default(HttpOrigin), call, methodArn, token) : await AskOnceAsync(call, methodArn, token, key, Cache);
        var record = call.Record.Authorizer!;
        (record.IntegrationLatency, record.IntegrationStatus, record.InvocationId) = (answer.Latency, answer.IntegrationStatus, answer.InvocationId);
        return answer.Result is { } result
            ? Apply(call, started, methodArn, new Authorization(result, answer.Latency ?? TimeSpan.Zero))
            : Conclude(call, started, answer.Refusal, answer.Error);
    }

    /// <summary>
    /// Callers of one identity who want the same thing at the same time share one invocation, as they would share its answer a moment later.
    /// Only an answer is shared: where the function failed the first, each of the others asks for itself.
    /// </summary>
    private async Task<AuthorizerAnswer> AskOnceAsync(Invocation call, string methodArn, string? token, KeyDigest key, AuthorizerCache cache)
    {
        // What waits for it goes on elsewhere, so that the first does not have to run the others' requests.
        var mine = new TaskCompletionSource<AuthorizerAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = _underWay.GetOrAdd((key, methodArn), mine.Task);
        if (first != mine.Task)
        {
            var shared = await first;
            return shared.Result is null ? await AskAndKeepAsync(call, methodArn, token, key, cache) : shared;
        }

        var answer = new AuthorizerAnswer();
        try
        {
            return answer = await AskAndKeepAsync(call, methodArn, token, key, cache);
        }
        finally
        {
            _underWay.TryRemove((key, methodArn), out _);
            mine.SetResult(answer);
        }
    }

    private async Task<AuthorizerAnswer> AskAndKeepAsync(Invocation call, string methodArn, string? token, KeyDigest key, AuthorizerCache cache)
    {
        var generation = cache.Generation;
        var answer = await _function.AskAsync(default(HttpOrigin), call, methodArn, token);
        if (answer.Result is { } result)
        {
            cache.Keep(key, result, generation);
        }

        return answer;
    }

    private Verdict Apply(Invocation call, long started, string methodArn, Authorization authorization)
    {
        var result = authorization.Result;
        var record = call.Record.Authorizer!;
        call.Authorization = authorization;
        record.PrincipalId = result.PrincipalId;
        var decision = result.Policy.Evaluate(Asked(call, methodArn));
        if (decision.Effect == PolicyEffect.Allowed)
        {
            return Conclude(call, started, Verdict.Continue, null);
        }

        var denied = decision.Effect == PolicyEffect.Denied;
        var kind = denied ? ReasonKind.AuthorizerDenied : ReasonKind.AuthorizerGrantsNothing;
        var reason = new PolicyRefused(kind, Model.Id, result.PrincipalId, methodArn, decision.Statement, decision.Unclear, record.IsCached);
        var refusal = Verdict.Reject(GatewayResponseType.AccessDenied, reason) with { Message = denied ? ExplicitDeny : null };
        return Conclude(call, started, refusal, "The client is not authorized to perform this operation.");
    }

    /// <summary>
    /// A route is found with one trailing slash or without, and by its literals encoded or not. A statement that denies must hold for each
    /// spelling that leads to the same method; one that allows holds for what it says.
    /// </summary>
    private PolicyRequest Asked(Invocation call, string methodArn) => new(Action, methodArn, new RequestConditions(call, _time.Clock))
    {
        SameResource = call.Path.Length > 1 && methodArn.EndsWith('/') ? methodArn[..^1] : null,
        LikelyResource = call.Path.Contains('%') ? string.Concat(_methods, call.Record.HttpMethod, Uri.UnescapeDataString(call.Path).AsSpan().TrimEnd('/')) : null,
    };

    private Verdict Conclude(Invocation call, long started, in Verdict verdict, string? error)
    {
        var record = call.Record.Authorizer!;
        record.Latency = _time.Stopwatch.GetElapsedTime(started);
        record.Status = verdict.Passes ? 200 : DefaultResponse.Of(verdict.Type).Status;
        record.Error = error;
        return verdict;
    }
}

/// <summary>What came of trying an authorizer.</summary>
/// <param name="Refusal">Why the function was not asked, or null.</param>
/// <param name="Answer">What the function answered, when it was asked.</param>
internal sealed record AuthorizerTrial(Reason? Refusal, AuthorizerAnswer? Answer);
