using Gatehouse.Sandbox;
using Gatehouse.Server.Options;

namespace Gatehouse.Server.Tests.Options;

public sealed class ServeArgumentsTests
{
    [Fact]
    public void NoArguments_GiveTheDefaults()
    {
        var (options, errors) = ServeArguments.Parse([]);

        Assert.Empty(errors);
        Assert.Equal(["127.0.0.1", "::1"], options!.Listen.Addresses.Select(address => address.ToString()));
        Assert.Equal(4566, options.Listen.Port);
        Assert.EndsWith("/.gatehouse", options.Data, StringComparison.Ordinal);
        Assert.Equal("us-east-1", options.Region);
        Assert.Equal("000000000000", options.Account);
        Assert.Equal(FunctionNetwork.None, options.FunctionNetwork);
    }

    [Fact]
    public void TildeThatTheShellLeft_IsTheHome() =>
        Assert.Equal(
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "state"),
            ServeArguments.Parse(["--data=~/state"]).Options!.Data);

    [Fact]
    public void Memory_KeepsNoFolder() => Assert.Null(ServeArguments.Parse(["--data", ":memory:"]).Options!.Data);

    [Theory]
    [InlineData("none", FunctionNetwork.None)]
    [InlineData("nat", FunctionNetwork.Nat)]
    [InlineData("host", FunctionNetwork.Host)]
    public void NetworkOfFunctions_IsNamed(string name, FunctionNetwork network) =>
        Assert.Equal(network, ServeArguments.Parse(["--function-network", name]).Options!.FunctionNetwork);

    [Fact]
    public void NetworkThatThereIsNot_IsRefusedWithThoseThatThereAre() =>
        Assert.Equal(["--function-network: 'bridge' is not a network for functions; write none, nat, host."], ServeArguments.Parse(["--function-network=bridge"]).Errors);

    [Fact]
    public void EverythingWrong_IsReportedTogether()
    {
        var (options, errors) = ServeArguments.Parse(["--listen", "nowhere:70000", "--region", "Mars", "--account=12", "--verbose", "--data"]);

        Assert.Null(options);
        Assert.Equal(5, errors.Count);
        Assert.All(["--listen", "--region", "--account", "--verbose", "--data"], name => Assert.Contains(errors, error => error.Contains(name, StringComparison.Ordinal)));
    }

    [Fact]
    public void RuntimeImages_AreGatheredFromEveryUse()
    {
        var (options, errors) = ServeArguments.Parse(["--runtime-image", "python3.13=localhost:4566/python:3.13", "--runtime-image=java21=123456789012.dkr.ecr.us-east-1.amazonaws.com/java@sha256:" + new string('0', 64)]);

        Assert.Empty(errors);
        Assert.Equal(["java21", "python3.13"], options!.RuntimeImages.Keys.Order());
        Assert.Equal("localhost:4566/python:3.13", options.RuntimeImages["python3.13"]);
        Assert.Empty(ServeArguments.Parse([]).Options!.RuntimeImages);
    }

    [Theory]
    [InlineData("cobol=localhost:4566/cobol:1")]
    [InlineData("python3.13")]
    [InlineData("python3.13=localhost:4566/python")] // neither tag nor digest
    [InlineData("python3.13=elsewhere.example/python:1")]
    public void RuntimeImageThatIsNone_IsRefused(string value) =>
        Assert.StartsWith("--runtime-image: '", Assert.Single(ServeArguments.Parse(["--runtime-image", value]).Errors), StringComparison.Ordinal);

    [Fact]
    public void RuntimeWithTwoImages_IsRefused() =>
        Assert.Single(ServeArguments.Parse(["--runtime-image=java21=localhost:1/a:1", "--runtime-image=java21=localhost:1/b:1"]).Errors);

    [Theory]
    [InlineData("localhost:0", "127.0.0.1,::1", 0)]
    [InlineData("8080", "127.0.0.1,::1", 8080)]
    [InlineData("[::1]:80", "::1", 80)]
    [InlineData("[::]:80", "::", 80)]
    [InlineData("0.0.0.0:80", "0.0.0.0", 80)]
    public void ListenAddress_IsUnderstood(string text, string addresses, int port)
    {
        var listen = ListenAddress.Parse(text)!;

        Assert.Equal(addresses, string.Join(',', listen.Addresses));
        Assert.Equal(port, listen.Port);
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("localhost:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("127.0.0.1: 80")]
    [InlineData("::1:80")] // an IPv6 address needs its brackets
    [InlineData("[127.0.0.1]:80")]
    [InlineData("example.com:80")]
    public void OtherText_IsNotAListenAddress(string text) => Assert.Null(ListenAddress.Parse(text));

    [Theory]
    [InlineData("127.0.0.1:1", false)]
    [InlineData("127.9.9.9:1", false)]
    [InlineData("[::1]:1", false)]
    [InlineData("0.0.0.0:1", true)]
    [InlineData("10.0.0.1:1", true)]
    public void AddressOtherMachinesReach_IsKnown(string text, bool beyond) => Assert.Equal(beyond, ListenAddress.Parse(text)!.IsBeyondLoopback);
}
