using Gatehouse.Lambda.Tests.Hosting;

namespace Gatehouse.Lambda.Tests.Versions;

public sealed class VersionTests(LambdaHost host) : IClassFixture<LambdaHost>
{
    [Fact]
    public async Task Version_KeepsWhatLatestWas()
    {
        var story = await host.RunAsync(
            """
            create('versions', Environment=dict(Variables=dict(AA='1')))
            v = l.publish_version(FunctionName='versions', Description='first')
            print(v['Version'], v['FunctionArn'].endswith(':versions:1'), v['State'], v['Description'])
            l.get_waiter('function_active_v2').wait(FunctionName='versions:1', WaiterConfig=dict(Delay=1, MaxAttempts=20))
            print(l.publish_version(FunctionName='versions')['Version'])
            l.update_function_configuration(FunctionName='versions', Environment=dict(Variables=dict(AA='2')))
            updated('versions')
            print(l.publish_version(FunctionName='versions')['Version'])
            def ask(**q):
                r = l.invoke(FunctionName='versions', Payload=b'{"env":"AA"}', **q)
                return r['Payload'].read().decode() + '@' + r['ExecutedVersion']
            print(ask(Qualifier='1'), ask(Qualifier='2'), ask())
            print([(x['Version'], x['FunctionArn'].rsplit(':', 1)[1], 'State' in x) for x in l.list_versions_by_function(FunctionName='versions')['Versions']])
            print(error(l.publish_version, FunctionName='versions', CodeSha256='x')[0])
            l.delete_function(FunctionName='versions', Qualifier='1')
            print(error(l.get_function, FunctionName='versions', Qualifier='1'))
            print(error(l.delete_function, FunctionName='versions', Qualifier='$LATEST'))
            """);

        Assert.Equal(
            """
            1 True Pending first
            1
            2
            1@1 2@2 2@$LATEST
            [('$LATEST', '$LATEST', False), ('1', '1', False), ('2', '2', False)]
            InvalidParameterValueException
            ('ResourceNotFoundException', 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:versions:1', 404)
            ('InvalidParameterValueException', '$LATEST version cannot be deleted without deleting the function.', 400)
            """,
            story);
    }

    [Fact]
    public async Task AnotherDescriptionOfLatest_IsAChange()
    {
        await host.CreateAsync("described");
        await PublishAsync("""{"Description":"of the version"}""", "1");
        await PublishAsync("""{"Description":"of nothing new"}""", "1");
        await host.SendAsync(HttpMethod.Put, "/2015-03-31/functions/described/configuration", """{"Description":"of the function"}""");
        await host.SettledAsync("described");
        await PublishAsync("{}", "2");

        async Task PublishAsync(string request, string version) =>
            Assert.Equal(version, (string?)(await host.SendAsync(HttpMethod.Post, "/2015-03-31/functions/described/versions", request)).Json["Version"]);
    }

    [Fact]
    public async Task Pages_TogetherHoldEveryVersionOnce()
    {
        await host.CreateAsync("pages");
        for (var i = 0; i < 4; i++)
        {
            await host.SendAsync(HttpMethod.Put, "/2015-03-31/functions/pages/configuration", $$"""{"Timeout":{{i + 10}}}""");
            await host.SettledAsync("pages");
            await host.SendAsync(HttpMethod.Post, "/2015-03-31/functions/pages/versions", "{}");
        }

        foreach (var size in (int[])[1, 2, 3, 5])
        {
            Assert.Equal(["$LATEST", "1", "2", "3", "4"], await PagesAsync("pages", size));
        }
    }

    private async Task<List<string>> PagesAsync(string name, int size)
    {
        var found = new List<string>();
        string? marker = null;
        do
        {
            var page = (await host.SendAsync(HttpMethod.Get, $"/2015-03-31/functions/{name}/versions?MaxItems={size}{(marker is null ? "" : "&Marker=" + marker)}")).Json;
            Assert.InRange(page["Versions"]!.AsArray().Count, 0, size);
            found.AddRange(page["Versions"]!.AsArray().Select(version => (string)version!["Version"]!));
            marker = (string?)page["NextMarker"];
        }
        while (marker is not null);
        return found;
    }
}
