using Gatehouse.Conformance.Tests.Answers;
using Gatehouse.Conformance.Tests.Errors;

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
        var verdict = new ErrorVerdict(oracle);
        var shape = new AnswerShape(oracle);
        var failures = new HashSet<string>();
        foreach (var operation in oracle.Service.Operations)
        {
            foreach (var probe in new Probes(oracle, operation).All())
            {
                var answer = await _services.SendAsync(service, operation.Name, probe);
                var faults = answer.Status >= 500 && answer.Status != 501 ? [$"{operation.Name}: {answer}"]
                    : answer.IsError ? verdict.Faults(answer)
                    : shape.Read(answer).Faults.Where(fault => !KnownFaults.All.Any(known => known.Covers(service, fault)));
                failures.UnionWith(faults.Select(fault => $"{fault} after {probe}"));
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} answers are not AWS's:\n{string.Join('\n', failures)}");
    }
}
