using System.Text.RegularExpressions;
using Gatehouse.Gateway.Model;
using Gatehouse.Gateway.TestInvoke;
using Gatehouse.Gateway.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatehouse.Gateway.Tests.TestInvoke;

/// <summary>An engine that serves nothing, and the API whose methods are tested on it.</summary>
internal sealed partial class TestedApi
{
    private readonly InlineFunctions _functions = new();
    private readonly StageModel _api;

    public TestedApi(StageModel? api = null)
    {
        _api = api ?? TestGateway.Stage();
        Engine = new GatewayEngine(_functions, Time, NullLoggerFactory.Instance, new GatewayOptions { AccountThrottle = new Throttle(0, 0) });
    }

    public ManualTime Time { get; } = new(new DateTimeOffset(2025, 3, 5, 13, 4, 5, 123, TimeSpan.Zero));

    public GatewayEngine Engine { get; }

    public InlineFunction Function => (InlineFunction)_functions.Resolve(TestGateway.FunctionArn("jobs"));

    public async Task<TestOutcome> TestAsync(string resourceId, string verb, string? path = null, string? body = null, params (string Name, string[] Values)[] headers)
    {
        var outcome = await TryAsync(resourceId, verb, path, body, headers);
        Assert.NotNull(outcome);
        return outcome;
    }

    public Task<TestOutcome?> TryAsync(string resourceId, string verb, string? path = null, string? body = null, params (string Name, string[] Values)[] headers) =>
        Engine.TestAsync(
            _api,
            new TestRequest
            {
                ResourceId = resourceId,
                HttpMethod = verb,
                PathWithQueryString = path,
                Body = body,
                Headers = headers.ToDictionary(header => header.Name, header => (IReadOnlyList<string>)header.Values),
                Caller = new TestCaller("arn:aws:iam::123456789012:root", "123456789012", "AKIAEXAMPLE"),
            },
            TestContext.Current.CancellationToken);

    /// <summary>Without what differs from test to test. The time stands still by itself.</summary>
    public static string Normal(string text) =>
        Hash().Replace(Trace().Replace(Extended().Replace(RequestId().Replace(text, "RID"), "\"extendedRequestId\":\"XID\""), "1-TRACE"), "HASH");

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex RequestId();

    [GeneratedRegex("\"extendedRequestId\":\"[A-Za-z0-9+/]{15}=\"")]
    private static partial Regex Extended();

    [GeneratedRegex("1-[0-9a-f]{8}-[0-9a-f]{24}(;[Pp]arent=[0-9a-f]{16};[Ss]ampled=0)?")]
    private static partial Regex Trace();

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Hash();
}
