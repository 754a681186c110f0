using System.Text.Json;
using Gatehouse.Ecr.Tests.Hosting;

namespace Gatehouse.Ecr.Tests.Lifecycle;

public sealed class LifecyclePolicyTests : EcrTests
{
    private const string Old = "\"selection\":{\"tagStatus\":\"untagged\",\"countType\":\"sinceImagePushed\",\"countUnit\":\"days\",\"countNumber\":14}";
    private const string Many = "\"selection\":{\"tagStatus\":\"any\",\"countType\":\"imageCountMoreThan\",\"countNumber\":10}";
    private const string Tagged = "\"selection\":{\"tagStatus\":\"tagged\",\"tagPrefixList\":[\"v\"],\"countType\":\"imageCountMoreThan\",\"countNumber\":1}";

    /// <summary>Rules of this form are good; each refused text differs from them in one thing.</summary>
    public static TheoryData<string> Faulty =>
    [
        "no json",
        "[]",
        "{\"rules\":[]}",
        "{\"rules\":[null]}",
        Policy(Rule(0, Old)),
        Policy(Rule(1, Old), Rule(1, Many)),
        Policy(Rule(1, Many), Rule(2, Old)), // any must come last
        Policy(Rule(1, Old), Rule(2, Old)), // untagged only once
        Policy(Rule(1, Old.Replace("untagged", "sometimes", StringComparison.Ordinal))),
        Policy(Rule(1, Old.Replace("untagged", "tagged", StringComparison.Ordinal))), // without a list of tags
        Policy(Rule(1, Tagged.Replace("\"tagged", "\"untagged", StringComparison.Ordinal))), // with one
        Policy(Rule(1, Old.Replace("days", "weeks", StringComparison.Ordinal))),
        Policy(Rule(1, Old.Replace("14", "0", StringComparison.Ordinal))),
        Policy(Rule(1, Many.Replace("10", "10,\"countUnit\":\"days\"", StringComparison.Ordinal))),
        Policy(Rule(1, Many.Replace("10", "10,\"surprise\":1", StringComparison.Ordinal))),
        Policy(Rule(1, Old.Replace("sinceImagePushed", "sinceImagePulled", StringComparison.Ordinal))),
        Policy(Rule(1, Tagged.Replace("[\"v\"]", "[\"\"]", StringComparison.Ordinal))),
        Policy(Rule(1, Tagged.Replace("Prefix", "Pattern", StringComparison.Ordinal).Replace("[\"v\"]", "[\"*a*b*c*d*\"]", StringComparison.Ordinal))),
        Policy([.. Enumerable.Range(1, 51).Select(priority => Rule(priority, Tagged))]),
    ];

    [Fact]
    public Task Policy_IsKeptShownAndDeleted() => PythonAsync(
        $$"""
        ecr.create_repository(repositoryName='app')
        missing = ('LifecyclePolicyNotFoundException',
            "Lifecycle policy does not exist for the repository with name 'app' in the registry with id '000000000000'", 400)
        assert error(ecr.get_lifecycle_policy, repositoryName='app') == missing
        policy = '{{Policy(Rule(1, Old), Rule(2, Tagged), Rule(3, Many))}}'
        for answer in (ecr.put_lifecycle_policy(repositoryName='app', lifecyclePolicyText=policy), ecr.get_lifecycle_policy(repositoryName='app'),
                ecr.delete_lifecycle_policy(repositoryName='app')):
            assert (answer['registryId'], answer['repositoryName'], answer['lifecyclePolicyText']) == ('000000000000', 'app', policy), answer
        assert error(ecr.delete_lifecycle_policy, repositoryName='app') == missing
        """);

    [Theory]
    [MemberData(nameof(Faulty))]
    public async Task TextThatIsNoPolicy_IsRefused(string text)
    {
        await Host.CreateAsync("app");

        // ECR's least length is 100.
        var message = await RefusalAsync(
            "PutLifecyclePolicy", $$"""{"repositoryName":"app","lifecyclePolicyText":"{{JsonEncodedText.Encode(text.PadRight(100))}}"}""", "InvalidParameterException");

        Assert.StartsWith(
            "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure: ", message, StringComparison.Ordinal);
    }

    private static string Policy(params string[] rules) => $"{{\"rules\":[{string.Join(',', rules)}]}}";

    private static string Rule(int priority, string selection) =>
        $"{{\"rulePriority\":{priority},\"description\":\"x\",{selection},\"action\":{{\"type\":\"expire\"}}}}";
}
