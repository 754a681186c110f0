namespace Gatehouse.Conformance.Tests.Errors;

/// <summary>What an operation may refuse with, against what AWS's model says it refuses with.</summary>
public sealed class ErrorTests : IClassFixture<AllServices>
{
    private readonly AllServices _services;

    public ErrorTests(AllServices services) => _services = services;

    public static TheoryData<string> Names => [.. AllServices.Models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void ErrorsThatTheCodeThrows_AreThoseOfTheModel(string service)
    {
        var oracle = _services.Oracle(service);
        var declared = new DeclaredErrors(oracle);
        var failures = new List<string>();
        var used = new HashSet<OtherError>();
        var found = 0;
        foreach (var operation in oracle.Service.Operations)
        {
            foreach (var (code, status, factory) in ThrownErrors.Of(oracle.TypeOf(operation), operation.RequestType?.Type))
            {
                found++;
                if (declared.Fault(operation.Name, code, oracle.IsJson11 && status < 500 ? 400 : status) is not { } fault)
                {
                    continue;
                }

                if (OtherError.All[service].FirstOrDefault(other => other.Covers(operation.Name, code)) is { } known)
                {
                    used.Add(known);
                }
                else
                {
                    failures.Add($"{operation.Name} ({factory}): {fault}");
                }
            }
        }

        failures.AddRange(OtherError.All[service].Except(used).Select(other => $"{other.Operation} does not throw {other.Code} any more"));
        Assert.NotEqual(0, found);
        Assert.True(failures.Count == 0, $"{failures.Count} errors are not AWS's:\n{string.Join('\n', failures)}");
    }
}
