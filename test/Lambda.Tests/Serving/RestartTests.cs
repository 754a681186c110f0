using Gatehouse.Gateway.Integrations;
using Gatehouse.Lambda.Tests.Hosting;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Lambda.Tests.Serving;

public sealed class RestartTests : IAsyncLifetime
{
    private readonly LambdaHost _host = new();

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Everything_ComesBack()
    {
        await _host.CreateAsync("kept", ""","Publish":true,"Tags":{"a":"b"}""");
        await _host.SettledAsync("kept", "?Qualifier=1");
        await _host.SendAsync(HttpMethod.Post, "/2015-03-31/functions/kept/aliases", """{"Name":"live","FunctionVersion":"1"}""");
        await _host.SendAsync(HttpMethod.Post, "/2015-03-31/functions/kept/policy", """{"StatementId":"s","Action":"lambda:InvokeFunction","Principal":"apigateway.amazonaws.com"}""");
        await _host.SendAsync(HttpMethod.Put, "/2017-10-31/functions/kept/concurrency", """{"ReservedConcurrentExecutions":5}""");
        var before = await _host.SendAsync(HttpMethod.Get, "/2015-03-31/functions/kept");

        await using var next = await _host.RestartAsync();

        Assert.Equal(before.Body, (await next.SendAsync(HttpMethod.Get, "/2015-03-31/functions/kept")).Body);
        Assert.Equal("{}", (await next.InvokeAsync("kept", "{}")).Body);
        Assert.Equal("1", (await next.InvokeAsync("kept", "{}", "?Qualifier=live")).Headers["X-Amz-Executed-Version"]);
        Assert.Equal(FunctionAccess.Allowed, next.Service.Invoker.Resolve(LambdaHost.Arn + "kept").Check("arn:aws:execute-api:us-east-1:000000000000:abc/x/GET/y"));
        Assert.Equal((1, 0, 0), (next.Service.Health.Functions, next.Service.Health.Pending, next.Service.Health.Unavailable));
    }

    [Fact]
    public async Task FunctionThatWasStillPending_BecomesActive()
    {
        _host.Images.Push("late", TestImage.Actor("late"));
        await _host.SendAsync(HttpMethod.Post, "/2015-03-31/functions",
            $$$"""{"FunctionName":"late","Role":"arn:aws:iam::000000000000:role/runs","PackageType":"Image","Publish":true,"Code":{"ImageUri":"{{{LambdaHost.Image}}}:late"}}""");

        await using var next = await _host.RestartAsync();

        Assert.Equal("Active", (string?)(await next.SettledAsync("late"))["State"]);
        Assert.Equal("Active", (string?)(await next.SettledAsync("late", "?Qualifier=1"))["State"]);
        Assert.Equal("/actor|late|", (await next.InvokeAsync("late", """{"args":""}""")).Body);
    }

    [Fact]
    public async Task DeletedFunction_StaysAway()
    {
        await _host.CreateAsync("gone");
        await _host.SendAsync(HttpMethod.Delete, "/2015-03-31/functions/gone");

        await using var next = await _host.RestartAsync();

        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await next.SendAsync(HttpMethod.Get, "/2015-03-31/functions/gone")).Status);
        Assert.Equal(0, next.Service.Health.Functions);
    }
}
