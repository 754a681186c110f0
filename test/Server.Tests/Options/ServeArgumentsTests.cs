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
