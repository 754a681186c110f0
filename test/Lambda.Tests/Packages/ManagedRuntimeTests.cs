using Gatehouse.Lambda.Tests.Hosting;
using Gatehouse.Sandbox.Tests.Support;
using static Gatehouse.Lambda.Tests.Hosting.Packages;

namespace Gatehouse.Lambda.Tests.Packages;

public sealed class ManagedRuntimeTests(MappedRuntimes mapped) : IClassFixture<MappedRuntimes>
{
    private const string Script =
        """
        #!/bin/sh
        api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation
        while true; do
          id=$(curl -s -D - -o /tmp/event $api/next | grep -i request-id | tr -d '\r' | cut -d' ' -f2)
          curl -s -d "$(greet) $(cat /tmp/event) from $0 for $_HANDLER" $api/$id/response
        done
        """;

    private LambdaHost Host => mapped.Host;

    [Fact]
    public async Task PythonFunction_RunsOnItsImageWithItsLayers()
    {
        var code = new TestZip().File(
            "app.py",
            """
            import os, words
            def handler(event, context): return {'said': words.of(event['name']), 'runtime': os.environ['AWS_EXECUTION_ENV'], 'in': os.getcwd()}
            """);
        var first = await Host.PublishLayerAsync("words", Layer("python/words.py", "def of(name): return 'first ' + name"));
        var second = await Host.PublishLayerAsync("better-words", Layer("python/words.py", "def of(name): return 'second ' + name"));
        await Host.CreateZipAsync("python", code.Build(), "python3.13", $$""","MemorySize":256,"Layers":["{{first}}"]""");

        Assert.Equal("""{"said": "first there", "runtime": "AWS_Lambda_python3.13", "in": "/var/task"}""", (await Host.InvokeAsync("python", """{"name":"there"}""")).Body);
        await Host.SendAsync(HttpMethod.Put, "/2015-03-31/functions/python/configuration", $$"""{"Layers":["{{first}}","{{second}}"]}""");
        await Host.SettledAsync("python");
        Assert.StartsWith("""{"said": "second there",""", (await Host.InvokeAsync("python", """{"name":"there"}""")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HandlerThatIsNotThere_FailsInItsRuntimesWords()
    {
        await Host.CreateZipAsync("mistaken", new TestZip().File("other.py", "").Build(), "python3.13", ""","MemorySize":256""");

        var answer = await Host.InvokeAsync("mistaken", "{}");

        Assert.Equal("Unhandled", answer.Headers["X-Amz-Function-Error"]);
        Assert.Contains("No module named 'app'", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShellBootstrap_RunsOnItsImageWithProgramsOfLayers()
    {
        var first = await Host.PublishLayerAsync("greeting", new TestZip().Script("bin/greet", "#!/bin/sh\necho hello").Build());
        var second = await Host.PublishLayerAsync("other-greeting", new TestZip().Script("bin/greet", "#!/bin/sh\necho good day").Build());
        await Host.CreateZipAsync("shell", new TestZip().Script("bootstrap", Script).Build(), "provided.al2", $$""","Layers":["{{first}}"]""");

        Assert.Equal("""hello {"a":1} from /var/task/bootstrap for app.handler""", (await Host.InvokeAsync("shell", """{"a":1}""")).Body);
        await Host.SendAsync(HttpMethod.Put, "/2015-03-31/functions/shell/configuration", $$"""{"Layers":["{{first}}","{{second}}"]}""");
        await Host.SettledAsync("shell");
        Assert.StartsWith("good day {}", (await Host.InvokeAsync("shell", "{}")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImageOfARuntime_IsTheOneOfTheLastChangeOfTheCode()
    {
        var code = new TestZip().Script("bootstrap", Script).Script("bin/greet", "#!/bin/sh\ncat /generation").Build();
        var more = ""","Environment":{"Variables":{"PATH":"/bin:/var/task/bin"}}""";
        Host.Images.Push("shell", MappedRuntimes.Shell().Layer(tar => tar.File("generation", "old")));
        var made = await Host.CreateZipAsync("pinned", code, "provided.al2", more);
        Host.Images.Push("shell", MappedRuntimes.Shell().Layer(tar => tar.File("generation", "new")));

        Assert.StartsWith("old", (await Host.InvokeAsync("pinned", "{}")).Body, StringComparison.Ordinal);
        await Host.SendAsync(HttpMethod.Put, "/2015-03-31/functions/pinned/configuration", """{"MemorySize":256}""");
        await Host.SettledAsync("pinned");
        Assert.StartsWith("old", (await Host.InvokeAsync("pinned", "{}")).Body, StringComparison.Ordinal);
        var changed = await Host.UpdateZipAsync("pinned", code);
        Assert.StartsWith("new", (await Host.InvokeAsync("pinned", "{}")).Body, StringComparison.Ordinal);
        Assert.NotEqual((string?)made["RuntimeVersionConfig"]!["RuntimeVersionArn"], (string?)changed["RuntimeVersionConfig"]!["RuntimeVersionArn"]);
        Assert.Contains(await Host.Service.ListImageUsesAsync(TestContext.Current.CancellationToken), use => use.FunctionArn.EndsWith(":pinned:$LATEST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RuntimeOnAnIndex_RunsItsImageForTheFunctionsArchitecture()
    {
        await Host.CreateZipAsync("indexed", new TestZip().File("app.py", "def handler(event, context): return event").Build(), "python3.12", ""","MemorySize":256""");

        Assert.Equal("""{"name": "there"}""", (await Host.InvokeAsync("indexed", """{"name":"there"}""")).Body);
    }

    [Theory]
    [InlineData("python3.11", "The base image 000000000000.dkr.ecr.us-east-1.amazonaws.com/actor:foreign of the runtime python3.11 (--runtime-image) is an index without an image for linux/amd64.")]
    [InlineData("nodejs20.x", "The base image 000000000000.dkr.ecr.us-east-1.amazonaws.com/actor:never-pushed of the runtime nodejs20.x, which this server was started with (--runtime-image), is not in its registry. Push it, then try again.")]
    [InlineData("java21", "This server has no base image for the runtime java21. Push one to its registry and start it with: gatehouse serve --runtime-image java21=IMAGE")]
    public async Task RuntimeWithoutItsImage_IsRefusedWithTheOption(string runtime, string message)
    {
        var reply = await Host.TryCreateZipAsync("refused", Actor(), runtime);

        Assert.Equal("InvalidParameterValueException", reply.Headers["x-amzn-ErrorType"]);
        Assert.Equal(message, (string?)reply.Json["message"]);
    }
}
