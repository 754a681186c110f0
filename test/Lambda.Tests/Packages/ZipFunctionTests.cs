using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gatehouse.Lambda.Tests.Hosting;
using Gatehouse.Sandbox.Tests.Support;
using static Gatehouse.Lambda.Tests.Hosting.Packages;

namespace Gatehouse.Lambda.Tests.Packages;

public sealed class ZipFunctionTests(LambdaHost host) : IClassFixture<LambdaHost>
{
    [Fact]
    public async Task StaticBootstrap_RunsAndIsShownAsAZip()
    {
        var zip = Actor("one");
        var made = await host.CreateZipAsync("static", zip);

        Assert.Equal("Zip", (string?)made["PackageType"]);
        Assert.Equal("provided.al2023", (string?)made["Runtime"]);
        Assert.Equal("app.handler", (string?)made["Handler"]);
        Assert.Equal(zip.Length, (long?)made["CodeSize"]);
        Assert.Equal(Convert.ToBase64String(SHA256.HashData(zip)), (string?)made["CodeSha256"]);
        Assert.Matches("^arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}$", (string?)made["RuntimeVersionConfig"]!["RuntimeVersionArn"]);
        Assert.Null(made["Layers"]);
        Assert.Equal("app.handler", (await host.InvokeAsync("static", """{"env":"_HANDLER"}""")).Body);
        Assert.Equal("one", (await host.InvokeAsync("static", """{"read":"text"}""")).Body);
        var signing = await host.SendAsync(HttpMethod.Get, "/2020-06-30/functions/static/code-signing-config");
        Assert.Equal("""{"FunctionName":"static"}""", signing.Body);
    }

    [Fact]
    public async Task NewCode_IsServedAndVersionsKeepTheirs()
    {
        await host.CreateZipAsync("changing", Actor("one"), more: ""","Publish":true""");
        var changed = await host.UpdateZipAsync("changing", Actor("two"));

        Assert.Equal("Successful", (string?)changed["LastUpdateStatus"]);
        Assert.Equal("two", (await host.InvokeAsync("changing", """{"read":"text"}""")).Body);
        Assert.Equal("one", (await host.InvokeAsync("changing", """{"read":"text"}""", "?Qualifier=1")).Body);
        await host.SettledAsync("changing");
        var published = await host.SendAsync(HttpMethod.Post, "/2015-03-31/functions/changing/versions", $$"""{"CodeSha256":"{{changed["CodeSha256"]}}"}""");
        Assert.Equal("2", (string?)published.Json["Version"]);
        var wrong = await host.SendAsync(HttpMethod.Post, "/2015-03-31/functions/changing/versions", """{"CodeSha256":"x"}""");
        Assert.StartsWith("CodeSHA256 (x) is different from current CodeSHA256 in $LATEST (", (string?)wrong.Json["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task CodeLocation_DownloadsWhatWasUploaded()
    {
        var zip = Actor("mine");
        await host.CreateZipAsync("kept", zip);

        var code = (await host.SendAsync(HttpMethod.Get, "/2015-03-31/functions/kept")).Json["Code"]!;
        var location = new Uri((string)code["Location"]!);

        Assert.Equal("S3", (string?)code["RepositoryType"]);
        Assert.Equal(zip, await host.Wire.Client.GetByteArrayAsync(location, TestContext.Current.CancellationToken));
        foreach (var (altered, status) in new[]
        {
            (location.ToString().Replace("Expires=1", "Expires=2", StringComparison.Ordinal), HttpStatusCode.Forbidden),
            (location.ToString()[..^1], HttpStatusCode.Forbidden),
            (location.GetLeftPart(UriPartial.Path), HttpStatusCode.Forbidden),
        })
        {
            using var refused = await host.Wire.Client.GetAsync(altered, TestContext.Current.CancellationToken);
            Assert.Equal(status, refused.StatusCode);
        }

        using var posted = await host.Wire.Client.PostAsync(location, null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
    }

    [Fact]
    public async Task DownloadAfterTenMinutes_IsRefused()
    {
        var time = new ManualTime(TimeProvider.System.GetUtcNow());
        await using var stepped = new LambdaHost(null, time, null);
        await stepped.InitializeAsync();
        await stepped.PublishLayerAsync("dated", Layer("text", "x"));
        var location = (string)(await stepped.SendAsync(HttpMethod.Get, "/2018-10-31/layers/dated/versions/1")).Json["Content"]!["Location"]!;

        time.Advance(TimeSpan.FromMinutes(10));
        using var last = await stepped.Wire.Client.GetAsync(location, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(1));
        using var late = await stepped.Wire.Client.GetAsync(location, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (last.StatusCode, late.StatusCode));
        Assert.Contains("Request has expired", await late.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DryRun_ShowsTheNewCodeAndChangesNothing()
    {
        var zip = Actor("now");
        await host.CreateZipAsync("tried", zip);

        var other = Actor("later");
        var tried = await host.SendAsync(HttpMethod.Put, "/2015-03-31/functions/tried/code", $$"""{"ZipFile":"{{Convert.ToBase64String(other)}}","DryRun":true}""");

        Assert.Equal(Convert.ToBase64String(SHA256.HashData(other)), (string?)tried.Json["CodeSha256"]);
        Assert.Equal("now", (await host.InvokeAsync("tried", """{"read":"text"}""")).Body);
    }

    [Fact]
    public async Task HandlerAndRuntime_AreChangedByConfiguration()
    {
        await host.CreateZipAsync("configured", Actor());

        var changed = await host.SendAsync(HttpMethod.Put, "/2015-03-31/functions/configured/configuration", """{"Handler":"other.one","Runtime":"provided.al2"}""");
        await host.SettledAsync("configured");

        Assert.Equal("provided.al2", (string?)changed.Json["Runtime"]);
        Assert.Equal("other.one", (await host.InvokeAsync("configured", """{"env":"_HANDLER"}""")).Body);
        Assert.Equal("AWS_Lambda_provided.al2", (await host.InvokeAsync("configured", """{"env":"AWS_EXECUTION_ENV"}""")).Body);
    }

    public static TheoryData<string, string> Refusals => new()
    {
        { """{"Runtime":"provided.al2023","Handler":"h","Code":{}}""", "Please provide a source for function code." },
        { """{"Handler":"h","Code":{"ZipFile":"$zip"}}""", "Runtime and Handler are mandatory parameters for functions created with deployment packages." },
        { """{"Runtime":"provided.al2023","Code":{"ZipFile":"$zip"}}""", "Runtime and Handler are mandatory parameters for functions created with deployment packages." },
        { """{"Runtime":"cobol","Handler":"h","Code":{"ZipFile":"$zip"}}""", "Value cobol at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [nodejs, " },
        { """{"Runtime":"python3.13","Handler":"h","Code":{"ZipFile":"$zip"}}""", "This server has no base image for the runtime python3.13. Push one to its registry and start it with: gatehouse serve --runtime-image python3.13=IMAGE" },
        { """{"Runtime":"provided.al2023","Handler":"h","Code":{"S3Bucket":"code","S3Key":"k"}}""", "Gatehouse does not implement code from S3 (S3Bucket, S3Key, S3ObjectVersion). Provide ZipFile" },
        { """{"Runtime":"provided.al2023","Handler":"h","Code":{"ZipFile":""}}""", "Uploaded file must be a non-empty zip" },
        { """{"Runtime":"provided.al2023","Handler":"h","Code":{"ZipFile":"bm8gemlw"}}""", "Could not unzip uploaded file. Please check your file, then try to upload again." },
        { """{"Runtime":"provided.al2023","Handler":"h","Code":{"ZipFile":"$slip"}}""", "Could not unzip uploaded file. Please check your file, then try to upload again." },
        { """{"Runtime":"provided.al2023","Handler":"h","Code":{"ZipFile":"$bomb"}}""", "Unzipped size must be smaller than 262144000 bytes" },
        { """{"Runtime":"provided.al2023","Handler":"h","Code":{"ZipFile":"$dynamic"}}""", "The bootstrap of this package is run by /lib" },
        { """{"Runtime":"provided.al2023","Handler":"h","Code":{"ZipFile":"$script"}}""", "The bootstrap of this package is run by /bin/sh, which is neither in the package nor in its layers, and this server has no base image for the runtime provided.al2023" },
        { """{"Runtime":"provided.al2023","Handler":"h","Code":{"ImageUri":"x"}}""", "Please do not provide ImageUri when creating a function with packageType Zip." },
        { """{"Runtime":"provided.al2023","Handler":"h","Code":{"ZipFile":"$zip"},"ImageConfig":{}}""", "Please don't provide ImageConfig when the intended function PackageType is Zip." },
        { """{"PackageType":"Image","Handler":"h","Code":{"ImageUri":"x"}}""", "Please don't provide handler or runtime or layer when the intended function PackageType is Image." },
        { """{"PackageType":"Image","Code":{"ZipFile":"$zip"}}""", "Please provide ImageUri when creating a function with packageType Image." },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task PackageThatCannotBe_IsRefusedAtCreate(string request, string message)
    {
        var bomb = new TestZip();
        for (var i = 0; i < 3; i++)
        {
            bomb.Entry($"part{i}", new byte[100_000_000], 0);
        }

        var zips = new Dictionary<string, byte[]>
        {
            ["$zip"] = Actor(),
            ["$slip"] = new TestZip().File("../../outside", "x").Build(),
            ["$bomb"] = request.Contains("$bomb", StringComparison.Ordinal) ? bomb.Build() : [],
            ["$dynamic"] = new TestZip().Program("bootstrap", File.ReadAllBytes("/bin/ls")).Build(),
            ["$script"] = new TestZip().Script("bootstrap", "#!/bin/sh\n").Build(),
        };
        var body = JsonNode.Parse(zips.Aggregate(request, (text, zip) => text.Replace(zip.Key, Convert.ToBase64String(zip.Value), StringComparison.Ordinal)))!;
        body["FunctionName"] = "refused";
        body["Role"] = "arn:aws:iam::000000000000:role/runs";

        var reply = await host.SendAsync(HttpMethod.Post, "/2015-03-31/functions", body.ToJsonString());

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal("InvalidParameterValueException", reply.Headers["x-amzn-ErrorType"]);
        Assert.StartsWith(message, (string?)reply.Json["message"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await host.SendAsync(HttpMethod.Get, "/2015-03-31/functions/refused")).Status);
    }

    [Fact]
    public async Task ZipAboveFiftyMegabytes_IsRefusedBySizeAndThenByTheBody()
    {
        var above = await host.TryCreateZipAsync("large", new byte[52_428_801]);
        var farAbove = await host.TryCreateZipAsync("large", new byte[52_700_000]);

        Assert.Equal("Zipped size must be smaller than 52428800 bytes", (string?)above.Json["message"]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, farAbove.Status);
        Assert.Equal("Request must be smaller than 70167211 bytes for the CreateFunction operation", (string?)farAbove.Json["message"]);
    }

    [Fact]
    public async Task OtherTypeOfCode_IsRefusedAtUpdate()
    {
        await host.CreateZipAsync("zipped", Actor());
        await host.CreateAsync("imaged");

        var image = await host.SendAsync(HttpMethod.Put, "/2015-03-31/functions/zipped/code", """{"ImageUri":"x"}""");
        var zip = await host.SendAsync(HttpMethod.Put, "/2015-03-31/functions/imaged/code", """{"ZipFile":"AAAA"}""");
        var layers = await host.SendAsync(HttpMethod.Put, "/2015-03-31/functions/imaged/configuration", """{"Handler":"h"}""");

        Assert.Equal("Please don't provide ImageUri when updating a function with packageType Zip.", (string?)image.Json["message"]);
        Assert.Equal("Please provide ImageUri when updating a function with packageType Image.", (string?)zip.Json["message"]);
        Assert.Equal("Please don't provide handler or runtime or layer when the intended function PackageType is Image.", (string?)layers.Json["message"]);
    }

    [Fact]
    public async Task AwsCli_CreatesFromAFileAndUpdates()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.In("one.zip"), Actor("one"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder.In("two.zip"), Actor("two"), TestContext.Current.CancellationToken);

        await AwsAsync("create-function", "--function-name", "cli", "--runtime", "provided.al2023", "--handler", "h", "--role", "arn:aws:iam::000000000000:role/runs", "--zip-file", $"fileb://{folder.In("one.zip")}");
        await AwsAsync("wait", "function-active-v2", "--function-name", "cli");
        await AwsAsync("update-function-code", "--function-name", "cli", "--zip-file", $"fileb://{folder.In("two.zip")}");
        await AwsAsync("wait", "function-updated-v2", "--function-name", "cli");
        var location = await AwsAsync("get-function", "--function-name", "cli", "--query", "Code.Location", "--output", "text");

        Assert.Equal("two", (await host.InvokeAsync("cli", """{"read":"text"}""")).Body);
        Assert.Equal(await File.ReadAllBytesAsync(folder.In("two.zip"), TestContext.Current.CancellationToken), await host.Wire.Client.GetByteArrayAsync(location, TestContext.Current.CancellationToken));
    }

    private async Task<string> AwsAsync(params string[] arguments)
    {
        var start = new System.Diagnostics.ProcessStartInfo("aws", ["lambda", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["AWS_ENDPOINT_URL"] = host.Wire.Address.ToString();
        start.Environment["AWS_ACCESS_KEY_ID"] = "000000000000";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "secret";
        start.Environment["AWS_DEFAULT_REGION"] = "us-east-1";
        using var process = System.Diagnostics.Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(process.ExitCode == 0, await errors);
        return output.Trim();
    }
}
