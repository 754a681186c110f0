using System.Net;
using Gatehouse.Lambda.Tests.Hosting;
using Gatehouse.Sandbox.Tests.Support;
using static Gatehouse.Lambda.Tests.Hosting.Packages;

namespace Gatehouse.Lambda.Tests.Layers;

public sealed class LayerTests(LambdaHost host) : IClassFixture<LambdaHost>
{
    private const string Arn = "arn:aws:lambda:us-east-1:000000000000:layer:";

    [Fact]
    public async Task LaterLayer_CoversAnEarlierOneAndAChangeOfTheListIsServed()
    {
        var first = await host.PublishLayerAsync("covered", Layer("text", "first"));
        var second = await host.PublishLayerAsync("covering", Layer("text", "second"));
        var made = await host.CreateZipAsync("layered", Actor(), more: $$""","Layers":["{{first}}","{{second}}"]""");

        Assert.Equal([first, second], made["Layers"]!.AsArray().Select(layer => (string)layer!["Arn"]!));
        Assert.Equal("second", (await host.InvokeAsync("layered", """{"read":"/opt/text"}""")).Body);
        await host.SendAsync(HttpMethod.Put, "/2015-03-31/functions/layered/configuration", $$"""{"Layers":["{{second}}","{{first}}"]}""");
        await host.SettledAsync("layered");
        Assert.Equal("first", (await host.InvokeAsync("layered", """{"read":"/opt/text"}""")).Body);
        await host.SendAsync(HttpMethod.Put, "/2015-03-31/functions/layered/configuration", """{"Layers":[]}""");
        Assert.Null((await host.SettledAsync("layered"))["Layers"]);
        Assert.Equal("ENOENT", (await host.InvokeAsync("layered", """{"read":"/opt/text"}""")).Body);
    }

    [Fact]
    public async Task Layer_SuppliesTheBootstrapAndWhatAScriptIsRunBy()
    {
        var shell = await host.PublishLayerAsync("shell", new TestZip().Program("bin/busybox", Tools.BusyBox).Link("bin/sh", "busybox").Program("actor", Tools.Actor).Build());
        await host.CreateZipAsync("scripted", new TestZip().Script("bootstrap", "#!/opt/bin/sh\nexec /opt/actor from-a-script\n").Build(), more: $$""","Layers":["{{shell}}"]""");

        Assert.Equal("/opt/actor|from-a-script|", (await host.InvokeAsync("scripted", """{"args":""}""")).Body);
    }

    [Fact]
    public async Task DeletedVersion_StaysWithItsFunctionsAndIsNotGivenAnew()
    {
        var first = await host.PublishLayerAsync("deleted", Layer("text", "kept"));
        await host.CreateZipAsync("keeping", Actor(), more: $$""","Layers":["{{first}}"]""");

        var gone = await host.SendAsync(HttpMethod.Delete, "/2018-10-31/layers/deleted/versions/1");
        var again = await host.SendAsync(HttpMethod.Delete, "/2018-10-31/layers/deleted/versions/1");

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (gone.Status, again.Status));
        Assert.Equal("kept", (await host.InvokeAsync("keeping", """{"read":"/opt/text"}""")).Body);
        var used = await host.TryCreateZipAsync("late", Actor(), more: $$""","Layers":["{{first}}"]""");
        Assert.Equal($"Layer version {first} does not exist.", (string?)used.Json["message"]);
        Assert.Equal(Arn + "deleted:2", await host.PublishLayerAsync("deleted", Layer("text", "new")));
    }

    [Fact]
    public async Task Layer_IsPublishedListedReadAndDownloaded()
    {
        Assert.Equal("ok", await host.RunAsync("""
            import base64, hashlib, io, urllib.request, zipfile
            def pack(text):
                out = io.BytesIO()
                with zipfile.ZipFile(out, 'w') as archive: archive.writestr('text', text)
                return out.getvalue()
            zip = pack('one')
            made = l.publish_layer_version(LayerName='listed', Content={'ZipFile': zip}, Description='d', CompatibleRuntimes=['python3.13'], LicenseInfo='MIT', CompatibleArchitectures=['x86_64'])
            assert made['Version'] == 1 and made['LayerVersionArn'].endswith(':layer:listed:1') and made['LayerArn'].endswith(':layer:listed'), made
            assert made['Content']['CodeSha256'] == base64.b64encode(hashlib.sha256(zip).digest()).decode() and made['Content']['CodeSize'] == len(zip)
            assert made['CreatedDate'].endswith('+0000') and made['Description'] == 'd' and made['LicenseInfo'] == 'MIT'
            l.publish_layer_version(LayerName='listed', Content={'ZipFile': pack('two')})
            assert urllib.request.urlopen(l.get_layer_version(LayerName='listed', VersionNumber=1)['Content']['Location']).read() == zip
            assert l.get_layer_version_by_arn(Arn=made['LayerVersionArn'])['CompatibleRuntimes'] == ['python3.13']
            assert [v['Version'] for v in l.list_layer_versions(LayerName='listed')['LayerVersions']] == [2, 1]
            assert [v['Version'] for v in l.list_layer_versions(LayerName=made['LayerArn'], CompatibleRuntime='python3.13')['LayerVersions']] == [1]
            page = l.list_layer_versions(LayerName='listed', MaxItems=1)
            assert [v['Version'] for v in l.list_layer_versions(LayerName='listed', Marker=page['NextMarker'])['LayerVersions']] == [1]
            assert [x['LatestMatchingVersion']['Version'] for x in l.list_layers()['Layers'] if x['LayerName'] == 'listed'] == [2]
            assert [x['LatestMatchingVersion']['Version'] for x in l.list_layers(CompatibleArchitecture='x86_64')['Layers']] == [1]
            assert l.list_layer_versions(LayerName='unknown')['LayerVersions'] == []
            assert error(l.get_layer_version, LayerName='unknown', VersionNumber=1) == ('ResourceNotFoundException', 'The resource you requested does not exist.', 404)
            assert error(l.get_layer_version, LayerName='listed', VersionNumber=0)[:2] == ('InvalidParameterValueException', 'Layer Version Cannot be less than 1.')
            print('ok')
            """));
    }

    [Fact]
    public async Task OtherAccount_UsesAVersionThatLetsItAndNoOther()
    {
        var arn = await host.PublishLayerAsync("shared", Layer("text", "theirs"), account: "111111111111");
        var path = "/2018-10-31/layers/shared/versions/1";
        var before = await host.TryCreateZipAsync("borrowing", Actor(), more: $$""","Layers":["{{arn}}"]""");

        var added = await host.SendAsync(HttpMethod.Post, path + "/policy", """{"StatementId":"s","Action":"lambda:GetLayerVersion","Principal":"000000000000"}""", "111111111111");
        await host.CreateZipAsync("borrowing", Actor(), more: $$""","Layers":["{{arn}}"]""");

        Assert.Equal((HttpStatusCode.Forbidden, "AccessDeniedException"), (before.Status, before.Headers["x-amzn-ErrorType"]));
        Assert.Equal(HttpStatusCode.Created, added.Status);
        Assert.Equal("theirs", (await host.InvokeAsync("borrowing", """{"read":"/opt/text"}""")).Body);
        Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(HttpMethod.Get, $"/2018-10-31/layers?find=LayerVersion&Arn={arn}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await host.SendAsync(HttpMethod.Get, $"/2018-10-31/layers?find=LayerVersion&Arn={arn}", account: "222222222222")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await host.SendAsync(HttpMethod.Delete, $"/2018-10-31/layers/{arn[..^2]}/versions/1")).Status);
    }

    [Fact]
    public async Task Permissions_AreAddedShownAndRemoved()
    {
        Assert.Equal("ok", await host.RunAsync("""
            import io, zipfile
            out = io.BytesIO()
            with zipfile.ZipFile(out, 'w') as archive: archive.writestr('text', 'x')
            arn = l.publish_layer_version(LayerName='open', Content={'ZipFile': out.getvalue()})['LayerVersionArn']
            version = dict(LayerName='open', VersionNumber=1)
            assert error(l.get_layer_version_policy, **version) == ('ResourceNotFoundException', 'No policy is associated with the given resource.', 404)
            s = dict(version, StatementId='s', Action='lambda:GetLayerVersion', Principal='*', OrganizationId='o-1234567890')
            added = l.add_layer_version_permission(**s)
            statement = {'Sid': 's', 'Effect': 'Allow', 'Principal': '*', 'Action': 'lambda:GetLayerVersion', 'Resource': arn, 'Condition': {'StringEquals': {'aws:PrincipalOrgID': 'o-1234567890'}}}
            assert json.loads(added['Statement']) == statement, added
            policy = l.get_layer_version_policy(**version)
            assert json.loads(policy['Policy']) == {'Version': '2012-10-17', 'Id': 'default', 'Statement': [statement]} and policy['RevisionId'] == added['RevisionId']
            assert error(l.add_layer_version_permission, **s)[0] == 'ResourceConflictException'
            assert error(l.add_layer_version_permission, **dict(s, StatementId='t', RevisionId='old'))[1] == 'The Revision Id provided does not match the latest Revision Id. Call the GetLayerPolicy API to retrieve the latest Revision Id'
            assert error(l.add_layer_version_permission, **dict(s, VersionNumber=9)) == ('ResourceNotFoundException', f'Layer version {arn[:-1]}9 does not exist.', 404)
            assert error(l.remove_layer_version_permission, **dict(version, StatementId='t'))[1] == 'Statement t is not found in resource policy.'
            assert error(l.remove_layer_version_permission, **dict(version, StatementId='s', RevisionId='old'))[0] == 'PreconditionFailedException'
            l.remove_layer_version_permission(**dict(version, StatementId='s'))
            assert error(l.get_layer_version_policy, **version)[0] == 'ResourceNotFoundException'
            print('ok')
            """));
    }

    [Fact]
    public async Task ListThatCannotBe_IsRefused()
    {
        var big = new TestZip();
        big.Entry("zeros", new byte[200_000_000], 0);
        var (one, large) = (await host.PublishLayerAsync("once", Layer("a", "b")), await host.PublishLayerAsync("large", big.Build()));
        await host.PublishLayerAsync("once", Layer("a", "c"));
        var second = new TestZip();
        second.Entry("more", new byte[100_000_000], 0);

        await RefusedAsync(Actor(), [one, one[..^1] + "2"], $"Two different versions of the same layer are not allowed to be referenced in the same function. {one[..^1]}2 and {one} are versions of the same layer.");
        await RefusedAsync(Actor(), [.. Enumerable.Range(1, 6).Select(number => $"{Arn}many{number}:1")], "Cannot reference more than 5 layers.");
        await RefusedAsync(Actor(), [Arn + "missing:1"], $"Layer version {Arn}missing:1 does not exist.");
        await RefusedAsync(Actor(), [one.Replace("us-east-1", "eu-west-1", StringComparison.Ordinal)], "Layers are not in the same region as the function. Layers are expected to be in region us-east-1.");
        await RefusedAsync(second.Build(), [large], "Function code combined with layers exceeds the maximum allowed size of 262144000 bytes. The actual size is 300000000 bytes.");
    }

    private async Task RefusedAsync(byte[] zip, string[] layers, string message)
    {
        var reply = await host.TryCreateZipAsync("refused", zip, more: $$""","Layers":[{{string.Join(',', layers.Select(layer => $"\"{layer}\""))}}]""");

        Assert.Equal("InvalidParameterValueException", reply.Headers["x-amzn-ErrorType"]);
        Assert.Equal(message, (string?)reply.Json["message"]);
    }
}
