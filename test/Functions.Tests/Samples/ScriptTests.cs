namespace Gatehouse.Functions.Tests.Samples;

/// <summary>What the scripts say when they cannot go on. That they work is the demo's to show.</summary>
public sealed class ScriptTests : IDisposable
{
    private const string Script = "samples/jobs-api/build-image.sh";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "IMAGE is not set")]
    [InlineData("jobs", "expected REGISTRY/REPOSITORY:TAG")]
    [InlineData("localhost:1/jobs", "expected REGISTRY/REPOSITORY:TAG")]
    public async Task ImageThatNamesNoTag_IsRefused(string image, string reason)
    {
        var (code, output) = await Repository.RunAsync(Script, ("IMAGE", image));

        Assert.NotEqual(0, code);
        Assert.Contains(reason, output);
    }

    [Fact]
    public async Task EndpointThatDoesNotAnswer_IsNamed()
    {
        // Port 1 of the loopback is nobody's.
        var (code, output) = await Repository.RunAsync(
            Script,
            ("IMAGE", "localhost:1/jobs:1"),
            ("BUILDER", "dotnet"),
            ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
            ("AWS_ACCESS_KEY_ID", "000000000000"),
            ("AWS_SECRET_ACCESS_KEY", "secret-of-the-test"));

        Assert.NotEqual(0, code);
        Assert.Contains("ECR gave no authorization token", output);
        Assert.DoesNotContain("secret-of-the-test", output);
    }

    [Fact]
    public async Task BuilderThatIsUnknown_IsRefused()
    {
        var (code, output) = await Repository.RunAsync(Script, ("IMAGE", "localhost:1/jobs:1"), ("BUILDER", "kaniko-of-tomorrow"));

        Assert.NotEqual(0, code);
        Assert.Contains("kaniko-of-tomorrow is not installed", output);
    }

    [Theory]
    [InlineData("demo.sh")]
    [InlineData("eng/base-image.sh")]
    [InlineData("eng/install.sh")]
    [InlineData("eng/terraform-env.sh")]
    [InlineData(Script)]
    public async Task Script_HasNoSyntaxErrors(string script)
    {
        var (code, output) = await Repository.RunAsync($"bash -n {script}");

        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task InstallerOfAnUnknownSet_SaysWhichThereAre()
    {
        var (code, output) = await Repository.RunAsync("eng/install.sh --everything");

        Assert.Equal(2, code);
        Assert.Contains("[--demo] [--test] [--bench]", output);
    }

    [Fact]
    public async Task DemoThatIsNotRunning_StopsWithoutAnError()
    {
        var (code, output) = await Repository.RunAsync("cp demo.sh \"$COPY/demo.sh\" && \"$COPY/demo.sh\" --stop", ("COPY", _folder.Path));

        Assert.True(code == 0, output);
        Assert.Contains("No demo server is running.", output);
    }
}
