using Gatehouse.Conformance.Tests.Errors;

namespace Gatehouse.Conformance.Tests.Constraints;

/// <summary>Every limit that AWS's models set on a member of a request, tried just outside it.</summary>
public sealed class ConstraintTests : IClassFixture<AllServices>
{
    private readonly AllServices _services;

    public ConstraintTests(AllServices services) => _services = services;

    public static TheoryData<string> Names => [.. AllServices.Models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task ValuesOutsideTheModel_AreRefusedByName(string service)
    {
        var oracle = _services.Oracle(service);
        var samples = new SampleValues(oracle.Model);
        var failures = new List<string>();
        var used = new HashSet<OwnWords>();
        var tried = 0;
        var verdict = new ErrorVerdict(oracle);
        foreach (var operation in oracle.Service.Operations)
        {
            var request = new ModelRequest(oracle, operation.Name);
            foreach (var member in ConstrainedMember.Of(oracle.Model, oracle.Model.Input(oracle.Model.Operation(operation.Name)!.Value)))
            {
                foreach (var breach in Breach.Of(member, samples, oracle.IsQuery))
                {
                    var answer = await _services.SendAsync(service, operation.Name, request.Render(request.With(member, breach.Value)));
                    var limit = $"{operation.Name}.{member.Name} {breach.Kind}";
                    tried++;
                    failures.AddRange(answer.IsError ? verdict.Faults(answer) : []);
                    if (Refusal.Fault(service, member, breach, answer) is not { } fault)
                    {
                        continue;
                    }

                    if (OwnWords.All[service].FirstOrDefault(own => own.Covers(limit) && own.Fits(answer)) is { } own)
                    {
                        used.Add(own);
                    }
                    else
                    {
                        failures.Add($"{limit}: {fault}: {answer}");
                    }
                }
            }
        }

        failures.AddRange(OwnWords.All[service].Except(used).Select(own => $"{own.Limit}: no limit is kept in these words any more"));
        Assert.NotEqual(0, tried);
        Assert.True(failures.Count == 0, $"{failures.Count} limits are not kept as AWS's model has them:\n{string.Join('\n', failures)}");
    }
}
