using System.Net;
using Gatehouse.Lambda.Tests.Hosting;
using Gatehouse.Sandbox.Tests.Support;
using Gatehouse.Services.Lambda.Images;

namespace Gatehouse.Lambda.Tests.Functions;

public sealed class CreateFunctionTests(LambdaHost host) : IClassFixture<LambdaHost>
{
    private const string Role = "arn:aws:iam::000000000000:role/runs";

    [Fact]
    public async Task NewFunction_GoesFromPendingToActive()
    {
        var states = await host.RunAsync(
            """
            made = create('states')
            now = l.get_function(FunctionName='states')
            c = now['Configuration']
            print(made['State'], made['StateReason'], made['StateReasonCode'], 'LastUpdateStatus' in made)
            print(c['State'], c['LastUpdateStatus'], 'StateReason' in c, made['RevisionId'] != c['RevisionId'], made['CodeSha256'] == c['CodeSha256'])
            print(now['Code'] == dict(RepositoryType='ECR', ImageUri=IMAGE + ':1', ResolvedImageUri=IMAGE + '@sha256:' + c['CodeSha256']), 'Tags' in now, 'Concurrency' in now)
            """);

        Assert.Equal("Pending The function is being created. Creating False\nActive Successful False True True\nTrue False False", states);
    }

    [Fact]
    public async Task Defaults_AreFilledIn()
    {
        await host.CreateAsync("defaults");
        var made = await host.SettledAsync("defaults");

        Assert.Equal(("", 3, 128, "$LATEST", "Image"), ((string?)made["Description"], (int)made["Timeout"]!, (int)made["MemorySize"]!, (string?)made["Version"], (string?)made["PackageType"]));
        Assert.Equal("""{"Mode":"PassThrough"}""", made["TracingConfig"]!.ToJsonString());
        Assert.Equal("""{"Size":512}""", made["EphemeralStorage"]!.ToJsonString());
        Assert.Equal("""{"ApplyOn":"None","OptimizationStatus":"Off"}""", made["SnapStart"]!.ToJsonString());
        Assert.Equal("""["x86_64"]""", made["Architectures"]!.ToJsonString());
        Assert.Equal("""{"LogFormat":"Text","LogGroup":"/aws/lambda/defaults"}""", made["LoggingConfig"]!.ToJsonString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$", (string?)made["LastModified"]);
        foreach (var absent in (string[])["Environment", "ImageConfigResponse", "VpcConfig", "Layers", "Runtime", "Handler", "KMSKeyArn"])
        {
            Assert.Null(made[absent]);
        }
    }

    [Fact]
    public async Task GivenSettings_AreKeptAndReachTheFunction()
    {
        await host.CreateAsync("settings", ""","Environment":{"Variables":{"COLOUR":"green"}},"ImageConfig":{"Command":["two","three"]},"MemorySize":256,"Timeout":30,"Tags":{"a":"b"},"LoggingConfig":{"LogGroup":"/own"}""");
        var function = (await host.SendAsync(HttpMethod.Get, "/2015-03-31/functions/settings")).Json;

        Assert.Equal("green", (await host.InvokeAsync("settings", """{"env":"COLOUR"}""")).Body);
        Assert.Equal("/actor|two|three|", (await host.InvokeAsync("settings", """{"args":""}""")).Body);
        Assert.Equal("256", (await host.InvokeAsync("settings", """{"env":"AWS_LAMBDA_FUNCTION_MEMORY_SIZE"}""")).Body);
        Assert.Equal("""{"ImageConfig":{"Command":["two","three"]}}""", function["Configuration"]!["ImageConfigResponse"]!.ToJsonString());
        Assert.Equal("""{"Variables":{"COLOUR":"green"}}""", function["Configuration"]!["Environment"]!.ToJsonString());
        Assert.Equal("""{"a":"b"}""", function["Tags"]!.ToJsonString());
        Assert.Contains(host.Logs.Events, logged => logged.Stream.Group == "/own");
    }

    [Fact]
    public async Task EmptyEnvironment_IsEchoed()
    {
        await host.CreateAsync("noenv", ""","Environment":{"Variables":{}}""");

        Assert.Equal("""{"Variables":{}}""", (await host.SettledAsync("noenv"))["Environment"]!.ToJsonString());
    }

    [Fact]
    public async Task SameNameTwice_IsAConflict()
    {
        await host.CreateAsync("twice");

        var refused = await CreateAsync("twice", Code("1"));

        Assert.Equal((HttpStatusCode.Conflict, """{"Type":"User","message":"Function already exist: twice"}"""), (refused.Status, refused.Body));
        Assert.Equal("ResourceConflictException", refused.Headers["x-amzn-ErrorType"]);
    }

    [Fact]
    public async Task SameNameAtOnce_IsCreatedOnce()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CreateAsync("race", Code("1"))));

        Assert.Single(replies, reply => reply.Status == HttpStatusCode.Created);
        Assert.Equal(7, replies.Count(reply => reply.Status == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task TrailingSlash_IsTheSameOperation()
    {
        var made = await host.SendAsync(HttpMethod.Post, "/2015-03-31/functions/", $$"""{"FunctionName":"slash","Role":"{{Role}}","PackageType":"Image",{{Code("1")}}}""");

        Assert.Equal(HttpStatusCode.Created, made.Status);
    }

    [Fact]
    public async Task Publish_AnswersTheVersionUnderTheFunctionsOwnArn()
    {
        var made = (await CreateAsync("published", Code("1") + ""","Publish":true""")).Json;

        Assert.Equal(("1", LambdaHost.Arn + "published"), ((string?)made["Version"], (string?)made["FunctionArn"]));
        Assert.Equal("Active", (string?)(await host.SettledAsync("published", "?Qualifier=1"))["State"]);
        Assert.Equal("1", (await host.InvokeAsync("published", "{}", "?Qualifier=1")).Headers["X-Amz-Executed-Version"]);
    }

    [Fact]
    public async Task ImageThatCannotBeRun_EndsInFailedWithItsReason()
    {
        host.Images.Name("gone", "sha256:" + new string('9', 64), FakeImages.Manifest);
        host.Images.Push("otherplatform", Other());
        await host.CreateAsync("gone", tag: "gone");
        await host.CreateAsync("otherplatform", tag: "otherplatform");

        var gone = await host.SettledAsync("gone");
        var other = await host.SettledAsync("otherplatform");
        var invoked = await host.InvokeAsync("gone", "{}");

        Assert.Equal(("Failed", "ImageDeleted"), ((string?)gone["State"], (string?)gone["StateReasonCode"]));
        Assert.Equal(("Failed", "InvalidImage"), ((string?)other["State"], (string?)other["StateReasonCode"]));
        Assert.Equal(HttpStatusCode.Conflict, invoked.Status);
        Assert.Equal("The operation cannot be performed at this time. The function is currently in the following state: Failed", (string?)invoked.Json["message"]);
    }

    [Theory]
    [InlineData("\"Code\":{\"ImageUri\":\"" + LambdaHost.Image + ":none\"}", "Source image " + LambdaHost.Image + ":none does not exist. Provide a valid source image.")]
    [InlineData("\"Code\":{\"ImageUri\":\"nonsense\"}", "Source image nonsense is not valid. Provide a valid source image.")]
    [InlineData("\"Code\":{\"ImageUri\":\"111111111111.dkr.ecr.us-east-1.amazonaws.com/actor:1\"}", "Lambda does not have permission to access the ECR image. Check the ECR permissions.")]
    [InlineData("\"Code\":{}", "Please provide ImageUri when creating a function with packageType Image.")]
    public async Task BadSource_IsRefused(string code, string message)
    {
        var refused = await CreateAsync("bad", code);

        Assert.Equal((HttpStatusCode.BadRequest, "InvalidParameterValueException", message), (refused.Status, refused.Headers["x-amzn-ErrorType"], (string?)refused.Json["message"]));
    }

    [Fact]
    public async Task IndexOfOtherPlatformsOrWithoutItsImage_IsRefused()
    {
        const string Type = "application/vnd.docker.distribution.manifest.list.v2+json";
        var missing = "sha256:" + new string('7', 64);
        host.Images.Name("foreign", "sha256:" + new string('5', 64), Type, new IndexedImage(missing, "windows/amd64", false), new IndexedImage(missing, null, false));
        host.Images.Name("sparse", "sha256:" + new string('6', 64), Type, new IndexedImage(missing, "linux/amd64", false));

        var foreign = await CreateAsync("foreign", Code("foreign"));
        var sparse = await CreateAsync("sparse", Code("sparse"));

        Assert.Equal($"Source image {LambdaHost.Image}:foreign is an index without an image for linux/amd64, the platform of functions for x86_64.", (string?)foreign.Json["message"]);
        Assert.Equal($"Source image {LambdaHost.Image}:sparse does not exist. Provide a valid source image.", (string?)sparse.Json["message"]);
    }

    [Fact]
    public async Task IndexThatCannotBeRead_IsNotAnImage()
    {
        host.Images.Name("index", "sha256:" + new string('8', 64), "application/vnd.oci.image.index.v1+json");

        var refused = await CreateAsync("index", Code("index"));

        Assert.Equal($"The image manifest, config or layer media type for the source image {LambdaHost.Image}:index is not supported.", (string?)refused.Json["message"]);
    }

    [Theory]
    [InlineData("arn:aws:iam::000000000000:role/missing", 400, "The role defined for the function cannot be assumed by Lambda.")]
    [InlineData("arn:aws:iam::111111111111:role/runs", 403, "Cross-account pass role is not allowed.")]
    [InlineData("nonsense", 400, @"1 validation error detected: Value 'nonsense' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+")]
    public async Task BadRole_IsRefused(string role, int status, string message)
    {
        var refused = await host.SendAsync(HttpMethod.Post, "/2015-03-31/functions", $$"""{"FunctionName":"bad","Role":"{{role}}","PackageType":"Image",{{Code("1")}}}""");

        Assert.Equal((status, message), ((int)refused.Status, (string?)(refused.Json["message"] ?? refused.Json["Message"])));
    }

    [Theory]
    [InlineData("\"Timeout\":901", "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900")]
    [InlineData("\"MemorySize\":127", "1 validation error detected: Value '127' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128")]
    [InlineData("\"EphemeralStorage\":{\"Size\":10241}", "1 validation error detected: Value '10241' at 'ephemeralStorage.size' failed to satisfy constraint: Member must have value less than or equal to 10240")]
    [InlineData("\"Architectures\":[\"mips\"]", "1 validation error detected: Value '[mips]' at 'architectures' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64]]")]
    [InlineData("\"Environment\":{\"Variables\":{\"AWS_REGION\":\"x\",\"AWS_ACCESS_KEY_ID\":\"y\"}}", "Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_ACCESS_KEY_ID, AWS_REGION")]
    [InlineData("\"Environment\":{\"Variables\":{\"_HANDLER\":\"x\"}}", "Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: _HANDLER")]
    [InlineData("\"Handler\":\"app.handler\"", "Please don't provide handler or runtime or layer when the intended function PackageType is Image.")]
    [InlineData("\"VpcConfig\":{\"SubnetIds\":[\"subnet-1\"]}", "Gatehouse does not implement VpcConfig: functions reach what this server's sandboxes may reach.")]
    [InlineData("\"DeadLetterConfig\":{\"TargetArn\":\"arn:aws:sqs:us-east-1:000000000000:q\"}", "Gatehouse does not implement DeadLetterConfig with an SQS queue; another function can be an OnFailure destination instead.")]
    [InlineData("\"KMSKeyArn\":\"arn:aws:kms:us-east-1:000000000000:key/1\"", "Gatehouse does not implement KMSKeyArn: environment variables are kept unencrypted.")]
    public async Task BadSetting_IsRefused(string setting, string message)
    {
        var refused = await CreateAsync("bad", Code("1") + "," + setting);

        Assert.Equal((HttpStatusCode.BadRequest, message), (refused.Status, (string?)refused.Json["message"]));
    }

    [Fact]
    public async Task EmptyReferences_AreNoSettings()
    {
        // What Terraform sends for attributes that were taken away.
        var made = await CreateAsync("empties", Code("1") + ""","VpcConfig":{"SubnetIds":[],"SecurityGroupIds":[]},"DeadLetterConfig":{"TargetArn":""},"FileSystemConfigs":[],"Layers":[],"KMSKeyArn":"" """);

        Assert.Equal(HttpStatusCode.Created, made.Status);
    }

    [Fact]
    public async Task MoreThanFourKilobytesOfVariables_AreRefusedWithWhatWasMeasured()
    {
        var refused = await CreateAsync("bad", Code("1") + $$$""","Environment":{"Variables":{"BIG":"{{{new string('x', 4090)}}}"}}""");

        Assert.StartsWith(
            "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: {\"BIG\":\"xxx",
            (string?)refused.Json["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task NameOfSixtyFiveLetters_IsTooLong()
    {
        var refused = await CreateAsync(new string('n', 65), Code("1"));

        Assert.Equal($$"""{"message":"1 validation error detected: Value '{{new string('n', 65)}}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64"}""", refused.Body);
    }

    private static string Code(string tag) => $$"""
        "Code":{"ImageUri":"{{LambdaHost.Image}}:{{tag}}"}
        """;

    private static TestImage Other() =>
        new TestImage { EntryPoint = ["/actor"], Architecture = "s390x" }.Layer(tar => tar.Program("actor", Tools.Actor));

    private Task<Reply> CreateAsync(string name, string more) =>
        host.SendAsync(HttpMethod.Post, "/2015-03-31/functions", $$"""{"FunctionName":"{{name}}","Role":"{{Role}}","PackageType":"Image",{{more}}}""");
}
