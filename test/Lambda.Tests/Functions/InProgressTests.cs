using System.Net;
using Gatehouse.Lambda.Tests.Hosting;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Lambda.Tests.Functions;

/// <summary>What callers meet while an activation is under way, which here takes as long as a test wants.</summary>
public sealed class InProgressTests : IAsyncLifetime
{
    private readonly LambdaHost _host = new();
    private readonly TaskCompletionSource _hold = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task PendingFunction_RefusesChangesAndLetsCallsWait()
    {
        _host.Images.Hold = _hold;
        await _host.SendAsync(HttpMethod.Post, "/2015-03-31/functions",
            $$$"""{"FunctionName":"f","Role":"arn:aws:iam::000000000000:role/runs","PackageType":"Image","Code":{"ImageUri":"{{{LambdaHost.Image}}}:1"}}""");

        var waiting = _host.InvokeAsync("f", "{}");
        var update = await ConfigureAsync();
        var publish = await _host.SendAsync(HttpMethod.Post, "/2015-03-31/functions/f/versions", "{}");

        Assert.Equal((HttpStatusCode.Conflict, """{"Type":"User","message":"The operation cannot be performed at this time. The function is currently in the following state: Pending"}"""), (update.Status, update.Body));
        Assert.Equal(HttpStatusCode.Conflict, publish.Status);
        Assert.Equal("Pending", (string?)(await GetAsync())["State"]);
        Assert.Equal(1, _host.Service.Health.Pending);
        Assert.False(waiting.IsCompleted);

        _hold.SetResult();
        Assert.Equal("{}", (await waiting).Body);
    }

    [Fact]
    public async Task UpdateInProgress_RefusesTheNextOneAndServesTheOldCode()
    {
        await _host.CreateAsync("f");
        _host.Images.Push("next", TestImage.Actor("next"));
        _host.Images.Hold = _hold;

        await _host.SendAsync(HttpMethod.Put, "/2015-03-31/functions/f/code", $$"""{"ImageUri":"{{LambdaHost.Image}}:next"}""");
        var refused = await ConfigureAsync();
        var old = await _host.InvokeAsync("f", """{"args":""}""");

        Assert.Equal(
            (HttpStatusCode.Conflict, $"The operation cannot be performed at this time. An update is in progress for resource: {LambdaHost.Arn}f"),
            (refused.Status, (string?)refused.Json["message"]));
        Assert.Equal(("Active", "InProgress"), ((string?)(await GetAsync())["State"], (string?)(await GetAsync())["LastUpdateStatus"]));
        Assert.Equal("/actor|one|", old.Body);

        _hold.SetResult();
        Assert.Equal("Successful", (string?)(await _host.SettledAsync("f"))["LastUpdateStatus"]);
        Assert.Equal("/actor|next|", (await _host.InvokeAsync("f", """{"args":""}""")).Body);
    }

    [Fact]
    public async Task FunctionDeletedWhilePending_StaysAwayAndItsNameIsFree()
    {
        _host.Images.Hold = _hold;
        await _host.SendAsync(HttpMethod.Post, "/2015-03-31/functions",
            $$$"""{"FunctionName":"f","Role":"arn:aws:iam::000000000000:role/runs","PackageType":"Image","Code":{"ImageUri":"{{{LambdaHost.Image}}}:1"}}""");
        await _host.SendAsync(HttpMethod.Delete, "/2015-03-31/functions/f");
        _host.Images.Hold = null;
        _host.Images.Push("other", TestImage.Actor("other"));
        await _host.CreateAsync("f", tag: "other");

        _hold.SetResult();

        Assert.Equal("/actor|other|", (await _host.InvokeAsync("f", """{"args":""}""")).Body);
    }

    private Task<Reply> ConfigureAsync() => _host.SendAsync(HttpMethod.Put, "/2015-03-31/functions/f/configuration", """{"Timeout":5}""");

    private async Task<System.Text.Json.Nodes.JsonNode> GetAsync() => (await _host.SendAsync(HttpMethod.Get, "/2015-03-31/functions/f/configuration")).Json;
}
