using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Sandbox.Tests;

public sealed class ForeignRuntimeTests
{
    [Fact]
    public async Task AFunctionInNode_AnswersThroughFetch()
    {
        var image = new TestImage { EntryPoint = ["/bin/node"], Command = ["/var/task/function.mjs"] };
        image.Layer(
            tar =>
            {
                Tools.AddProgram(tar, Tools.Run("node", "-p", "process.execPath").Trim(), "bin/node");
                tar.File("var/task/function.mjs", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Functions", "function.mjs")));
            },
            TestImage.PlainLayer);
        await using var machine = Machine.Start(image);
        var pool = await machine.OpenAsync(revision => revision with { MemoryMegabytes = 512, Timeout = TimeSpan.FromSeconds(20) });

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("""{"hello":"there","node":true}""", (await pool.SendAsync("""{"name":"there"}""", default)).Text);
        }

        Assert.Equal(3, machine.Logs.Events.Count(logged => logged.Message == "called with there\n"));
        Assert.Single(machine.Logs.Streams);
    }

    [Theory]
    [InlineData("answer", """{"hello":"there","remains":true,"arn":"arn:aws:lambda:eu-west-1:123456789012:function:actor"}""")]
    [InlineData("fail", """{"errorType":"TypeError","errorMessage":"no such luck","trace":["TypeError: no such luck",""")]
    [InlineData("stream", "{\"statusCode\":201,\"headers\":{\"content-type\":\"text/plain\"}}\0\0\0\0\0\0\0\0first second")]
    public async Task AFunctionOnAmazonsNodeClient_AnswersFailsAndStreams(string handler, string expected)
    {
        var image = new TestImage { EntryPoint = ["/bin/node", "/client/bin/index.mjs"], Command = ["amazon." + handler], WorkingDirectory = "/var/task" };
        image.Layer(
            tar =>
            {
                Tools.AddProgram(tar, Tools.Run("node", "-p", "process.execPath").Trim(), "bin/node");
                Tools.AddLibraries(tar, Path.Combine(Tools.NodeClient, "dist", "rapid-client.node"));
                foreach (var file in Directory.EnumerateFiles(Tools.NodeClient, "*", SearchOption.AllDirectories))
                {
                    tar.Program("client/" + Path.GetRelativePath(Tools.NodeClient, file), File.ReadAllBytes(file));
                }

                tar.File("var/task/amazon.mjs", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Functions", "amazon.mjs")));
            },
            TestImage.PlainLayer);
        await using var machine = Machine.Start(image);
        var pool = await machine.OpenAsync(revision => revision with { MemoryMegabytes = 512, Timeout = TimeSpan.FromSeconds(20) });

        for (var i = 0; i < 2; i++)
        {
            var answer = await pool.SendAsync("""{"name":"there"}""", default);

            Assert.StartsWith(expected, answer.Text, StringComparison.Ordinal);
            Assert.Equal(handler == "fail" ? InvocationOutcome.FunctionError : InvocationOutcome.Replied, answer.Outcome);
        }

        Assert.Single(machine.Logs.Streams);
    }

    [Fact]
    public async Task AFunctionInCurl_AnswersWithALargeBodyThatWaitsForContinue()
    {
        const string script = """
            #!/bin/sh
            cat=/bin/busybox
            $cat head -c 3000000 /dev/zero | $cat tr '\0' c > /tmp/body
            while true; do
              id=$(/bin/curl -s -D - -o /tmp/event http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next | $cat grep -i request-id | $cat tr -d '\r' | $cat cut -d' ' -f2)
              /bin/curl -s -H 'Expect: 100-continue' --data-binary @/tmp/body http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/$id/response
            done
            """;
        var image = new TestImage { EntryPoint = ["/bootstrap"] };
        image.Layer(
            tar =>
            {
                tar.Program("bin/busybox", Tools.BusyBox);
                tar.Link("bin/sh", "busybox");
                tar.Program("bootstrap", System.Text.Encoding.ASCII.GetBytes(script));
                Tools.AddProgram(tar, "/usr/bin/curl", "bin/curl");
            },
            TestImage.PlainLayer);
        await using var machine = Machine.Start(image);
        var pool = await machine.OpenAsync(revision => revision with { Timeout = TimeSpan.FromSeconds(20) });

        var answer = await pool.SendAsync("{}", default);

        Assert.Equal(InvocationOutcome.Replied, answer.Outcome);
        Assert.Equal(3_000_000, answer.Text.Count(letter => letter == 'c'));
    }
}
