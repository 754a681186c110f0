using System.Globalization;
using System.Text.Json.Nodes;
using Gatehouse.Conformance.Tests.Constraints;

namespace Gatehouse.Conformance.Tests.Answers;

/// <summary>Every operation answers once with success, and its answer is what AWS's model says.</summary>
public sealed class StoryTests : IClassFixture<AllServices>
{
    private readonly AllServices _services;
    private readonly Dictionary<string, string> _known = new()
    {
        ["today"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["now"] = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
    };

    public StoryTests(AllServices services) => _services = services;

    public static TheoryData<string> Names => [.. AllServices.Models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task EveryAnswer_HasTheShapeOfTheModel(string service)
    {
        var failures = new List<string>();
        var faulty = new List<string>();
        var told = new HashSet<string>();
        foreach (var line in Stories.All[service].Split('\n'))
        {
            var (call, captures) = line.Split(" => ") switch { [var only] => (only, ""), var both => (both[0], both[1]) };
            var (name, members) = (call[..call.IndexOf(' ', StringComparison.Ordinal)], call[(call.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            var (of, operation) = name.Split(':') is [var other, var theirs] ? (other, theirs) : (service, name);
            var oracle = _services.Oracle(of);
            var answer = await _services.SendAsync(of, operation, Request(oracle, operation, members));
            told.Add(name);
            if (answer.IsError)
            {
                failures.Add($"{name}: {answer}");
                continue;
            }

            var (shown, faults) = new AnswerShape(oracle).Read(answer);
            faulty.AddRange(faults);
            foreach (var capture in captures.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var (variable, path) = (capture.Split('=')[0], capture.Split('=')[1]);
                _known[variable] = path.Split('.').Aggregate(shown, (node, step) => node?[step])?.GetValue<string>() ?? throw new InvalidOperationException($"{name} answers no {path}: {answer.Body}");
            }
        }

        var known = KnownFaults.All.Where(fault => fault.Service == service).ToList();
        failures.AddRange(faulty.Where(fault => !known.Exists(other => other.Covers(service, fault))));
        failures.AddRange(known.Where(other => !faulty.Exists(fault => other.Covers(service, fault))).Select(other => $"no answer has this fault any more: {other.Fault}"));
        var untold = _services.Oracle(service).Service.Operations.Select(operation => operation.Name).Except(told);
        failures.AddRange((service == "lambda" ? untold.Except(Stories.NeedARunningFunction) : untold).Select(name => $"{name} has no line in the story of {service}: add one"));
        Assert.True(failures.Count == 0, $"{failures.Count} answers are not AWS's:\n{string.Join('\n', failures)}");
    }

    private Probe Request(Oracle oracle, string operation, string members)
    {
        foreach (var (name, value) in _known.OrderByDescending(pair => pair.Key.Length))
        {
            members = members.Replace("$" + name, value, StringComparison.Ordinal);
        }

        var rendered = new ModelRequest(oracle, operation);
        var request = rendered.Minimal();
        foreach (var (name, value) in _known.Where(pair => request.ContainsKey(pair.Key)))
        {
            request[name] = value;
        }

        foreach (var (name, value) in JsonNode.Parse(members)!.AsObject())
        {
            request[name] = value?.DeepClone();
        }

        return rendered.Render(request);
    }
}
