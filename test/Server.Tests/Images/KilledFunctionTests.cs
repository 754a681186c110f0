using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gatehouse.Server.Tests.Stories;

namespace Gatehouse.Server.Tests.Images;

/// <summary>A server that is killed while it unpacks, creates, updates, sends, takes in and delivers has after it all that it acknowledged, and nothing half done.</summary>
public sealed class KilledFunctionTests : IAsyncLifetime
{
    private const string Create = """
        role = client('iam').create_role(RoleName='witness', AssumeRolePolicyDocument=json.dumps({'Version': '2012-10-17', 'Statement': [
            {'Effect': 'Allow', 'Action': 'sts:AssumeRole', 'Principal': {'Service': 'lambda.amazonaws.com'} } ]}))['Role']['Arn']
        made = client('lambda').create_function(FunctionName='witness', PackageType='Image', Role=role, Timeout=20, Architectures=['ARCHITECTURE'], Code={'ImageUri': 'IMAGE'})

        """;

    private StoryServer _server = null!;

    private string Layers => Path.Combine(_server.Sandboxes, "layers");

    public async ValueTask InitializeAsync()
    {
        _server = await StoryServer.StartAsync();
        await _server.Tool.RunAsync("aws", "ecr", "create-repository", "--repository-name", "witness");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task CreateAndUpdateCutWhileLayersAreUnpacked_AreFinishedByTheNextStart()
    {
        await WitnessImage.PushAsync(_server, "witness:1", "one", files: 3000);
        await WitnessImage.PushAsync(_server, "witness:2", "two", files: 3000);

        await KillWhileUnpackingAsync(CreateOf("1") + "print(made['State'])", "Pending");
        await SettledAsync();
        Assert.Equal("one saw first", await InvokeAsync("first"));

        await KillWhileUnpackingAsync(
            $"print(client('lambda').update_function_code(FunctionName='witness', ImageUri='{_server.Registry}/witness:2')['LastUpdateStatus'])", "InProgress");
        Assert.Contains(await InvokeAsync("meanwhile"), (string[])["one saw meanwhile", "two saw meanwhile"]);
        await SettledAsync();
        Assert.Equal("two saw second", await InvokeAsync("second"));

        // The function's layer is shared, so there are three, and every one is whole.
        var layers = Directory.GetDirectories(Layers);
        Assert.Equal(3, layers.Length);
        Assert.DoesNotContain(layers, layer => Path.GetFileName(layer).StartsWith("new-", StringComparison.Ordinal));
        foreach (var rest in layers.Select(layer => Path.Combine(layer, "rest")).Where(Directory.Exists))
        {
            var files = new DirectoryInfo(rest).GetFiles("*", SearchOption.AllDirectories);
            Assert.Equal(3000, files.Length);
            Assert.All(files, file => Assert.Equal(20_000, file.Length));
        }

        Assert.Empty(Directory.GetFiles(Path.Combine(_server.Sandboxes, "images"), "new-*"));
    }

    [Fact]
    public async Task EventsThatWereAccepted_AreAllDeliveredAfterKills()
    {
        await WitnessImage.PushAsync(_server, "witness:1", "one");
        await _server.ScriptAsync(CreateOf("1"));
        await SettledAsync();
        Assert.Equal("one saw warm", await InvokeAsync("warm"));
        var accepted = _server.In("accepted");
        foreach (var enough in (int[])[5, 40, 90])
        {
            var senders = _server.ScriptAsync($$"""
                import threading
                accepted = open('{{accepted}}', 'a', buffering=1)
                def send(sender):
                    functions = client('lambda')
                    try:
                        for number in range(100000):
                            name = f'{{enough}}-{sender}-{number}'
                            functions.invoke(FunctionName='witness', InvocationType='Event', Payload=json.dumps(name))
                            accepted.write(name + '\n')
                    except (botocore.exceptions.HTTPClientError, botocore.exceptions.ConnectionError):
                        pass
                senders = [threading.Thread(target=send, args=[sender]) for sender in range(2)]
                for sender in senders: sender.start()
                for sender in senders: sender.join()
                """);
            await Leftovers.EventuallyAsync(() => senders.IsCompleted || (File.Exists(accepted) && File.ReadLines(accepted).Count() >= enough));
            var groups = Leftovers.Groups(_server.Sandboxes);

            await _server.KillAsync();
            await senders;
            await _server.StartAgainAsync();

            Assert.Empty(Leftovers.Mounts(_server.Sandboxes));
            await Leftovers.EventuallyGoneAsync(groups);
        }

        Assert.Equal("[]", await _server.ScriptAsync($$"""
            import time
            logs, wanted = client('logs'), {'seen-' + name for name in open('{{accepted}}').read().splitlines()}
            end = time.monotonic() + 90
            while True:
                seen = {group['logGroupName'] for page in logs.get_paginator('describe_log_groups').paginate(logGroupNamePrefix='seen-') for group in page['logGroups']}
                if wanted <= seen or time.monotonic() > end: break
                time.sleep(0.2)
            print(sorted(wanted - seen))
            """));
    }

    [Fact]
    public async Task ChunksThatWereAccepted_AreThereAfterKills()
    {
        var content = RandomNumberGenerator.GetBytes(30 << 20);
        using var first = await ClientAsync();
        using var started = await first.PostAsync("/v2/witness/blobs/uploads/", content: null, TestContext.Current.CancellationToken);
        var location = started.Headers.Location!;
        var acknowledged = 0;
        foreach (var chunk in (int[])[1 << 20, 7 << 20, 20 << 20])
        {
            using var registry = await ClientAsync();
            using var whole = await registry.PatchAsync(location, new ByteArrayContent(content, acknowledged, chunk), TestContext.Current.CancellationToken);
            whole.EnsureSuccessStatusCode();
            acknowledged += chunk;

            // The kill meets the next chunk, which breaks off.
            using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            var cut = CutAsync(registry, location, content.AsMemory(acknowledged), stop.Token);
            await _server.KillAsync();
            await stop.CancelAsync();
            await cut;
            await _server.StartAgainAsync();

            using var after = await ClientAsync();
            using var status = await after.GetAsync(location, TestContext.Current.CancellationToken);
            var kept = int.Parse(status.Headers.GetValues("Range").Single()["0-".Length..], System.Globalization.CultureInfo.InvariantCulture) + 1;
            Assert.InRange(kept, acknowledged, content.Length);
            acknowledged = kept;
        }

        using var last = await ClientAsync();
        using var rest = await last.PatchAsync(location, new ByteArrayContent(content, acknowledged, content.Length - acknowledged), TestContext.Current.CancellationToken);
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
        using var finished = await last.PutAsync($"{location}?digest={digest}", content: null, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Created, finished.StatusCode);
        Assert.DoesNotContain(Directory.GetFiles(_server.In("data/registry"), "*", SearchOption.AllDirectories), file => file.Contains("_uploads", StringComparison.Ordinal));

        // A kill while the blob is read.
        using var reading = await last.GetAsync($"/v2/witness/blobs/{digest}", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await _server.KillAsync();
        await _server.StartAgainAsync();
        using var again = await ClientAsync();
        Assert.Equal(content, await again.GetByteArrayAsync($"/v2/witness/blobs/{digest}", TestContext.Current.CancellationToken));
    }

    private static async Task CutAsync(HttpClient registry, Uri location, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        try
        {
            using var answer = await registry.PatchAsync(location, new ReadOnlyMemoryContent(content), stop);
        }
        catch (Exception killed) when (killed is HttpRequestException or OperationCanceledException)
        {
            // The server is gone.
        }
    }

    private string CreateOf(string tag) =>
        Create.Replace("IMAGE", $"{_server.Registry}/witness:{tag}", StringComparison.Ordinal).Replace("ARCHITECTURE", JobsApi.Architecture, StringComparison.Ordinal);

    private async Task KillWhileUnpackingAsync(string script, string expected)
    {
        var asked = _server.ScriptAsync(script);
        await Leftovers.EventuallyAsync(() => Directory.GetDirectories(Layers, "new-*").Any(folder => Directory.Exists(Path.Combine(folder, "rest"))));
        var said = await asked;
        var groups = Leftovers.Groups(_server.Sandboxes);
        var unfinished = Directory.GetDirectories(Layers, "new-*");

        await _server.KillAsync();
        await _server.StartAgainAsync();

        Assert.Equal(expected, said);
        Assert.DoesNotContain(unfinished, Directory.Exists);
        Assert.Empty(Leftovers.Mounts(_server.Sandboxes));
        await Leftovers.EventuallyGoneAsync(groups);
    }

    private Task<string> SettledAsync() => _server.ScriptAsync("""
        client('lambda').get_waiter('function_active_v2').wait(FunctionName='witness', WaiterConfig={'Delay': 1})
        client('lambda').get_waiter('function_updated_v2').wait(FunctionName='witness', WaiterConfig={'Delay': 1})
        """);

    private async Task<string> InvokeAsync(string name)
    {
        var said = await _server.ScriptAsync($"print(client('lambda').invoke(FunctionName='witness', Payload=json.dumps('{name}'))['Payload'].read().decode())");
        using var document = JsonDocument.Parse(said);
        return document.RootElement.ValueKind == JsonValueKind.String ? document.RootElement.GetString()! : said;
    }

    private async Task<HttpClient> ClientAsync() => new()
    {
        BaseAddress = _server.Address,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(await _server.CredentialsAsync()))) },
    };
}
