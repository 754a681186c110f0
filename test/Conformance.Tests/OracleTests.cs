namespace Gatehouse.Conformance.Tests;

public sealed class OracleTests : IClassFixture<AllServices>
{
    private readonly AllServices _services;

    public OracleTests(AllServices services) => _services = services;

    public static TheoryData<string> Names => [.. AllServices.Models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void RegisteredOperations_AgreeWithAwsModel(string service) => Assert.Empty(_services.Oracle(service).Differences());

    /// <summary>A member that we do not read would be accepted and ignored. Operations read all of them, and enforce, keep or refuse each.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void EveryMemberOfARequest_IsRead(string service)
    {
        var oracle = _services.Oracle(service);
        var unread = oracle.Service.Operations
            .Where(operation => operation.RequestType is not null)
            .SelectMany(operation => oracle.Compare(operation).Unread.Select(member => $"{operation.Name}.{member}"));

        Assert.Empty(unread);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void CompatibilityPage_IsUpToDate(string service)
    {
        var oracle = _services.Oracle(service);
        var file = CompatibilityPage.FileFor(oracle.Service);
        var rendered = CompatibilityPage.Render(oracle);
        if (Environment.GetEnvironmentVariable(CompatibilityPage.WriteVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, rendered);
        }

        Assert.True(File.Exists(file) && File.ReadAllText(file) == rendered, $"{Path.GetFileName(file)} is out of date: run this test with {CompatibilityPage.WriteVariable}=1 and commit it.");
    }
}
