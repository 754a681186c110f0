using System.Net.Sockets;
using System.Text;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

public sealed class EnvironmentTests
{
    [Theory]
    [InlineData("AWS_LAMBDA_FUNCTION_NAME", "actor")]
    [InlineData("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")]
    [InlineData("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")]
    [InlineData("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/actor")]
    [InlineData("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001")]
    [InlineData("AWS_REGION", "eu-west-1")]
    [InlineData("AWS_DEFAULT_REGION", "eu-west-1")]
    [InlineData("AWS_ACCESS_KEY_ID", "123456789012")]
    [InlineData("_HANDLER", "app.handler")]
    [InlineData("LAMBDA_TASK_ROOT", "/var/task")]
    [InlineData("TZ", ":UTC")]
    [InlineData("FROM_IMAGE", "yes")]
    [InlineData("BOTH", "user")] // the user's wins over the image's
    [InlineData("HOME", "(none)")] // nothing of the server's own environment
    public async Task AVariable_IsWhatLambdaWouldGive(string name, string value)
    {
        await using var machine = Machine.Start(TestImage.Actor("app.handler"));
        var pool = await machine.OpenAsync(revision => revision with { Environment = new Dictionary<string, string> { ["BOTH"] = "user" } });

        Assert.Equal(value, (await pool.CallAsync("env", name)).Text);
    }

    [Fact]
    public async Task Overrides_ReplaceEachForItself()
    {
        var image = TestImage.Actor("from-image");
        image.Layer(tar => tar.Directory("var/task"));
        await using var machine = Machine.Start(image);
        var plain = await machine.OpenAsync();
        var command = await machine.OpenAsync(revision => revision with { Command = ["one", "two"] });
        var entry = await machine.OpenAsync(revision => revision with { EntryPoint = ["/actor", "zero"], WorkingDirectory = "/tmp" });

        Assert.Equal("/actor|from-image|", (await plain.CallAsync("args")).Text);
        Assert.Equal("/actor|one|two|", (await command.CallAsync("args")).Text);
        Assert.Equal("/actor|zero|from-image|", (await entry.CallAsync("args")).Text);
        Assert.EndsWith(" /var/task", (await plain.CallAsync("id")).Text, StringComparison.Ordinal);
        Assert.EndsWith(" /tmp", (await entry.CallAsync("id")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AZeroByteInAVariable_IsRefusedBeforeItCanBecomeAnOption()
    {
        await using var machine = Machine.Start(TestImage.Actor());

        await Assert.ThrowsAsync<ArgumentException>(
            () => machine.OpenAsync(revision => revision with { Environment = new Dictionary<string, string> { ["A"] = "x\0--bind\0/\0/" } }));
    }

    [Fact]
    public async Task TheServersEndpoint_AnswersInsideTheSandbox()
    {
        var connected = new TaskCompletionSource<Socket>();
        await using var machine = Machine.Start(TestImage.Actor(), configure: options => options with { Server = new ServerEndpoint(4566, connected.SetResult) });
        var pool = await machine.OpenAsync();

        var call = pool.CallAsync("fetch");
        using var connection = await connected.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        var request = new byte[100];
        var read = await connection.ReceiveAsync(request);
        await connection.SendAsync("HTTP/1.0 200 OK\r\n\r\nfrom outside"u8.ToArray());
        connection.Close();

        Assert.Equal("GET /hello HTTP/1.0\r\n\r\n", Encoding.ASCII.GetString(request, 0, read).TrimEnd('\0'));
        Assert.Equal("HTTP/1.0 200 OK\r\n\r\nfrom outside", (await call).Text);
    }
}
