namespace Gatehouse.Server.Tests.Stories;

/// <summary>Zip functions on the whole server: what was acknowledged runs after a kill, and what nothing needs is collected.</summary>
public sealed class PackageTests
{
    private const string Prelude = """
        import base64, io, zipfile
        functions = client('lambda')
        def pack(**files):
            out = io.BytesIO()
            with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
                for name, content in files.items():
                    entry = zipfile.ZipInfo(name); entry.external_attr = 0o100755 << 16; archive.writestr(entry, content)
            return out.getvalue()
        def invoke(name, **event): return functions.invoke(FunctionName=name, Payload=json.dumps(event, separators=(",", ":")))['Payload'].read().decode()
        def active(name): functions.get_waiter('function_active_v2').wait(FunctionName=name, WaiterConfig=dict(Delay=1, MaxAttempts=30))

        """;

    [Fact]
    public async Task FunctionLayerAndUpdate_SurviveAKillRightAfterTheirAnswers()
    {
        await using var server = await StoryServer.StartAsync();
        var program = server.In("actor");
        var source = Path.Combine(AppContext.BaseDirectory, "Functions");
        await server.Tool.RunAsync("gcc", "-static", "-O1", "-w", "-o", program, Path.Combine(source, "actor.c"), Path.Combine(source, "attacks.c"), Path.Combine(source, "link.c"));
        var create = Prelude + $$"""
            actor = open('{{program}}', 'rb').read()
            role = client('iam').create_role(RoleName='runs', AssumeRolePolicyDocument=json.dumps({'Version': '2012-10-17', 'Statement': [
                {'Effect': 'Allow', 'Action': 'sts:AssumeRole', 'Principal': {'Service': 'lambda.amazonaws.com'} } ]}))['Role']['Arn']
            layer = functions.publish_layer_version(LayerName='shared', Content={'ZipFile': pack(text=b'of the layer')})['LayerVersionArn']
            functions.create_function(FunctionName='zipped', Runtime='provided.al2023', Handler='h', Role=role, Layers=[layer], Code={'ZipFile': pack(bootstrap=actor, text=b'one')})
            """;

        await server.ScriptAsync(create);
        await server.KillAsync();
        await server.StartAgainAsync();
        Assert.Equal("one of the layer", await server.ScriptAsync(Prelude + "active('zipped'); print(invoke('zipped', read='text'), invoke('zipped', read='/opt/text'))"));

        await server.ScriptAsync(Prelude + $"functions.update_function_code(FunctionName='zipped', ZipFile=pack(bootstrap=open('{program}', 'rb').read(), text=b'two'))");
        await server.KillAsync();
        await server.StartAgainAsync();
        Assert.Equal("two", await server.ScriptAsync(Prelude + "functions.get_waiter('function_updated_v2').wait(FunctionName='zipped'); print(invoke('zipped', read='text'))"));
        Assert.Equal("True", await server.ScriptAsync(Prelude + $$"""
            import urllib.request
            code = functions.get_function(FunctionName='zipped')['Code']['Location']
            print(urllib.request.urlopen(code).read() == pack(bootstrap=open('{{program}}', 'rb').read(), text=b'two'))
            """));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(server.Sandboxes, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }), name => name.Contains("/new-", StringComparison.Ordinal));

        // Killed servers forget what they used lately: the zip before the update goes at once, the others stay.
        var collected = await server.CommandAsync("images", "gc");
        Assert.Contains("Deleted 1 zips of functions and layers", collected.Output, StringComparison.Ordinal);
        Assert.Equal("two", await server.ScriptAsync(Prelude + "print(invoke('zipped', read='text'))"));
        await server.ScriptAsync(Prelude + "functions.delete_function(FunctionName='zipped'); functions.delete_layer_version(LayerName='shared', VersionNumber=1)");
        await server.StopAsync();
        await server.StartAgainAsync();
        await server.CommandAsync("images", "gc");
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(server.Sandboxes, "packages")));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(server.Sandboxes, "layers")));
    }

    [Fact]
    public async Task RuntimeThatIsMapped_AsksForItsImage()
    {
        await using var server = await GatehouseProcess.ServeAsync(":memory:", "127.0.0.1:0", "--runtime-image", "python3.13=localhost:4566/python:3.13", "--runtime-image=nodejs20.x=localhost:4566/node:20");

        var said = await Gatehouse.Testing.Python.RunAsync(server.Address, Prelude + """
            role = client('iam').create_role(RoleName='runs', AssumeRolePolicyDocument=json.dumps({'Version': '2012-10-17', 'Statement': [
                {'Effect': 'Allow', 'Action': 'sts:AssumeRole', 'Principal': {'Service': 'lambda.amazonaws.com'} } ]}))['Role']['Arn']
            for runtime in ['python3.13', 'nodejs20.x', 'ruby3.4']:
                print(error(functions.create_function, FunctionName='f', Runtime=runtime, Handler='h', Role=role, Code={'ZipFile': pack(a=b'b')})[1])
            """);

        Assert.Equal(
            """
            The base image localhost:4566/python:3.13 of the runtime python3.13, which this server was started with (--runtime-image), is not in its registry. Push it, then try again.
            The base image localhost:4566/node:20 of the runtime nodejs20.x, which this server was started with (--runtime-image), is not in its registry. Push it, then try again.
            This server has no base image for the runtime ruby3.4. Push one to its registry and start it with: gatehouse serve --runtime-image ruby3.4=IMAGE
            """,
            said);
    }
}
