using System.Text;

namespace Gatehouse.Conformance.Tests;

/// <summary>Every operation against requests that fit no shape: it may refuse or accept them, never fail.</summary>
public sealed class HostileRequestTests : IClassFixture<AllServices>
{
    private readonly AllServices _services;

    public HostileRequestTests(AllServices services) => _services = services;

    public static TheoryData<string> Names => [.. AllServices.Models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task OddRequests_AreAnsweredWithAnAwsErrorOrServed(string service)
    {
        var oracle = _services.Oracle(service);
        var failures = new StringBuilder();
        foreach (var operation in oracle.Service.Operations)
        {
            foreach (var probe in new Probes(oracle, operation).All())
            {
                using var response = await _services.Host.SendAsync(service, probe.Method, probe.Path, probe.Content, target: probe.Target);
                var status = (int)response.StatusCode;
                var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                var named = status < 400 || response.Headers.Contains("x-amzn-ErrorType") || body.Contains("\"__type\"", StringComparison.Ordinal) || body.Contains("<Code>", StringComparison.Ordinal);
                if ((status >= 500 && status != 501) || !named)
                {
                    failures.AppendLine($"{operation.Name}: {probe} -> {status} {body}");
                }
            }
        }

        Assert.Equal("", failures.ToString());
    }
}
