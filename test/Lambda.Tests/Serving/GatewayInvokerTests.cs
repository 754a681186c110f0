using System.Buffers;
using System.Text;
using Gatehouse.Gateway.Integrations;
using Gatehouse.Lambda.Tests.Hosting;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Lambda.Tests.Serving;

public sealed class GatewayInvokerTests(LambdaHost host) : IClassFixture<LambdaHost>
{
    private const string Source = "arn:aws:execute-api:us-east-1:000000000000:abc/prod/GET/jobs";
    private const string Trace = "Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=0";

    [Fact]
    public async Task Target_FollowsTheFunctionsLifeAndPolicy()
    {
        var target = host.Service.Invoker.Resolve(LambdaHost.Arn + "followed");
        Assert.Equal(FunctionAccess.NotFound, target.Check(Source));

        await host.CreateAsync("followed");
        Assert.Equal(FunctionAccess.NotPermitted, target.Check(Source));

        await PermitAsync("followed");
        Assert.Equal(FunctionAccess.Allowed, target.Check(Source));
        Assert.Equal(FunctionAccess.Allowed, target.Check(Source));

        await host.SendAsync(HttpMethod.Delete, "/2015-03-31/functions/followed/policy/s");
        Assert.Equal(FunctionAccess.NotPermitted, target.Check(Source));

        await host.SendAsync(HttpMethod.Delete, "/2015-03-31/functions/followed");
        Assert.Equal(FunctionAccess.NotFound, target.Check(Source));
        Assert.Equal(FunctionOutcome.Unavailable, (await CallAsync(target, "{}")).Outcome);
    }

    [Fact]
    public async Task Event_ComesBackAsTheReply()
    {
        await host.CreateAsync("called");
        var target = host.Service.Invoker.Resolve(LambdaHost.Arn + "called");

        for (var i = 0; i < 3; i++)
        {
            var (outcome, reply, id) = await CallAsync(target, $$"""{"call":{{i}}}""");

            Assert.Equal((FunctionOutcome.Replied, $$"""{"call":{{i}}}"""), (outcome, reply));
            Assert.Equal(36, id.Length);
        }
    }

    [Fact]
    public async Task FunctionError_IsAnOutcome()
    {
        await host.CreateAsync("fails");

        var (outcome, reply, _) = await CallAsync(host.Service.Invoker.Resolve(LambdaHost.Arn + "fails"), """{"error":"Custom"}""");

        Assert.Equal((FunctionOutcome.FunctionError, """{"errorMessage":"it broke","errorType":"Custom","stackTrace":[]}"""), (outcome, reply));
    }

    [Fact]
    public async Task IntegrationTimeout_EndsTheWait()
    {
        await host.CreateAsync("slow", ""","Timeout":10""");
        var target = host.Service.Invoker.Resolve(LambdaHost.Arn + "slow");
        await CallAsync(target, "{}");

        Assert.Equal(FunctionOutcome.IntegrationTimeout, (await CallAsync(target, """{"pause":"2000"}""", TimeSpan.FromMilliseconds(100))).Outcome);
    }

    [Fact]
    public async Task FunctionStillPending_IsWaitedFor()
    {
        host.Images.Push("pending", TestImage.Actor("pending"));
        await host.SendAsync(HttpMethod.Post, "/2015-03-31/functions",
            $$$"""{"FunctionName":"pending","Role":"arn:aws:iam::000000000000:role/runs","PackageType":"Image","Code":{"ImageUri":"{{{LambdaHost.Image}}}:pending"}}""");

        var (outcome, reply, _) = await CallAsync(host.Service.Invoker.Resolve(LambdaHost.Arn + "pending"), """{"args":""}""");

        Assert.Equal((FunctionOutcome.Replied, "/actor|pending|"), (outcome, reply));
    }

    [Fact]
    public async Task Update_ReachesTheTarget()
    {
        await host.CreateAsync("renewed");
        var target = host.Service.Invoker.Resolve(LambdaHost.Arn + "renewed");
        await CallAsync(target, "{}");

        await host.SendAsync(HttpMethod.Put, "/2015-03-31/functions/renewed/configuration", """{"Environment":{"Variables":{"A1":"new"}}}""");
        await host.SettledAsync("renewed");

        Assert.Equal("new", (await CallAsync(target, """{"env":"A1"}""")).Reply);
    }

    [Fact]
    public async Task NoConcurrencyReserved_IsThrottled()
    {
        await host.CreateAsync("zero");
        await host.SendAsync(HttpMethod.Put, "/2017-10-31/functions/zero/concurrency", """{"ReservedConcurrentExecutions":0}""");

        Assert.Equal(FunctionOutcome.Throttled, (await CallAsync(host.Service.Invoker.Resolve(LambdaHost.Arn + "zero"), "{}")).Outcome);
    }

    [Fact]
    public async Task Alias_HasAPolicyOfItsOwn()
    {
        await host.CreateAsync("alias", ""","Publish":true""");
        await host.SettledAsync("alias", "?Qualifier=1");
        await host.SendAsync(HttpMethod.Post, "/2015-03-31/functions/alias/aliases", """{"Name":"live","FunctionVersion":"1"}""");
        await PermitAsync("alias", "?Qualifier=live");
        var live = host.Service.Invoker.Resolve(LambdaHost.Arn + "alias:live");

        Assert.Equal(FunctionAccess.Allowed, live.Check(Source));
        Assert.Equal(FunctionAccess.NotPermitted, host.Service.Invoker.Resolve(LambdaHost.Arn + "alias").Check(Source));
        Assert.Equal("1", (await CallAsync(live, """{"env":"AWS_LAMBDA_FUNCTION_VERSION"}""")).Reply);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("arn:aws:sqs:us-east-1:000000000000:function:jobs")]
    [InlineData("arn:aws:lambda:us-east-1:000000000000:layer:jobs")]
    [InlineData("arn:aws:lambda:us-east-1:000000000000:function:a:b:c")]
    public void OtherArn_IsNotFound(string arn)
    {
        Assert.Equal(FunctionAccess.NotFound, host.Service.Invoker.Resolve(arn).Check(Source));
    }

    [Fact]
    public async Task CheckOfAKnownSource_AllocatesNothing()
    {
        await host.CreateAsync("cheap");
        await PermitAsync("cheap");
        var target = host.Service.Invoker.Resolve(LambdaHost.Arn + "cheap");
        target.Check(Source);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            target.Check(Source);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static async Task<(FunctionOutcome Outcome, string Reply, string Id)> CallAsync(IFunctionTarget target, string payload, TimeSpan? timeout = null)
    {
        using var exchange = target.Begin();
        exchange.Event.Write(Encoding.UTF8.GetBytes(payload));
        var outcome = await exchange.SendAsync(timeout ?? TimeSpan.FromSeconds(29), Trace, TestContext.Current.CancellationToken);
        return (outcome, Encoding.UTF8.GetString(exchange.Reply.Span), exchange.InvocationId);
    }

    private Task<Reply> PermitAsync(string name, string query = "") => host.SendAsync(HttpMethod.Post, $"/2015-03-31/functions/{name}/policy{query}",
        """{"StatementId":"s","Action":"lambda:InvokeFunction","Principal":"apigateway.amazonaws.com","SourceArn":"arn:aws:execute-api:us-east-1:000000000000:abc/*/*"}""");
}
