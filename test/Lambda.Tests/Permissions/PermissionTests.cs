using System.Net;
using Gatehouse.Lambda.Tests.Hosting;

namespace Gatehouse.Lambda.Tests.Permissions;

public sealed class PermissionTests(LambdaHost host) : IClassFixture<LambdaHost>
{
    private const string Api = "arn:aws:execute-api:us-east-1:000000000000:abc";

    [Fact]
    public async Task Statement_IsWrittenAsAwsWritesIt()
    {
        await host.CreateAsync("written");

        var added = await AddAsync("written", $$"""{"StatementId":"s","Action":"lambda:InvokeFunction","Principal":"apigateway.amazonaws.com","SourceArn":"{{Api}}/*/GET/jobs/{jobId}","SourceAccount":"000000000000"}""");
        var policy = await host.SendAsync(HttpMethod.Get, "/2015-03-31/functions/written/policy");

        const string statement =
            """{"Sid":"s","Effect":"Allow","Principal":{"Service":"apigateway.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"arn:aws:lambda:us-east-1:000000000000:function:written","Condition":{"StringEquals":{"AWS:SourceAccount":"000000000000"},"ArnLike":{"AWS:SourceArn":"arn:aws:execute-api:us-east-1:000000000000:abc/*/GET/jobs/{jobId}"}}}""";
        Assert.Equal(HttpStatusCode.Created, added.Status);
        Assert.Equal("{\"Statement\":\"" + statement.Replace("\"", "\\\"", StringComparison.Ordinal) + "\"}", added.Body);
        Assert.Equal("{\"Version\":\"2012-10-17\",\"Id\":\"default\",\"Statement\":[" + statement + "]}", (string?)policy.Json["Policy"]);
        Assert.Equal((string?)(await host.SettledAsync("written"))["RevisionId"], (string?)policy.Json["RevisionId"]);
    }

    [Theory]
    [InlineData("*", "\"Principal\":\"*\"")]
    [InlineData("123456789012", "\"Principal\":{\"AWS\":\"arn:aws:iam::123456789012:root\"}")]
    [InlineData("arn:aws:iam::123456789012:user/me", "\"Principal\":{\"AWS\":\"arn:aws:iam::123456789012:user/me\"}")]
    [InlineData("events.amazonaws.com", "\"Principal\":{\"Service\":\"events.amazonaws.com\"}")]
    public async Task Principal_IsWrittenByItsKind(string principal, string expected)
    {
        var name = "principal" + Math.Abs(principal.GetHashCode(StringComparison.Ordinal));
        await host.CreateAsync(name);

        var added = await AddAsync(name, $$"""{"StatementId":"s","Action":"lambda:InvokeFunction","Principal":"{{principal}}"}""");

        Assert.Contains(expected, (string?)added.Json["Statement"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task LastRemoval_LeavesNoPolicy()
    {
        await host.CreateAsync("removal");
        await AddAsync("removal", Statement("one"));
        await AddAsync("removal", Statement("two"));

        Assert.Equal(HttpStatusCode.NoContent, (await RemoveAsync("removal", "one")).Status);
        Assert.Equal("""{"Type":"User","Message":"Statement one is not found in resource policy."}""", (await RemoveAsync("removal", "one")).Body);
        Assert.Equal(HttpStatusCode.NoContent, (await RemoveAsync("removal", "two")).Status);

        var policy = await host.SendAsync(HttpMethod.Get, "/2015-03-31/functions/removal/policy");
        Assert.Equal((HttpStatusCode.NotFound, """{"Type":"User","Message":"The resource you requested does not exist."}"""), (policy.Status, policy.Body));
        Assert.Equal("""{"Type":"User","Message":"No policy is associated with the given resource."}""", (await RemoveAsync("removal", "two")).Body);
    }

    [Fact]
    public async Task WrongStatements_AreRefused()
    {
        await host.CreateAsync("wrong");
        await AddAsync("wrong", Statement("s"));

        var same = await AddAsync("wrong", Statement("s"));
        var latest = await AddAsync("wrong", Statement("t"), "?Qualifier=%24LATEST");
        var nobody = await AddAsync("wrong", Statement("t").Replace("apigateway.amazonaws.com", "nobody", StringComparison.Ordinal));
        var revision = await AddAsync("wrong", Statement("t")[..^1] + ",\"RevisionId\":\"old\"}");
        var alias = await AddAsync("wrong", Statement("t"), "?Qualifier=live");

        Assert.Equal((HttpStatusCode.Conflict, "The statement id (s) provided already exists. Please provide a new statement id, or remove the existing statement."), (same.Status, (string?)same.Json["message"]));
        Assert.Equal("We currently do not support adding policies for $LATEST.", (string?)latest.Json["message"]);
        Assert.Equal("The provided principal was invalid. Please check the principal and try again.", (string?)nobody.Json["message"]);
        Assert.Equal("The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to retrieve the latest Revision Id", (string?)revision.Json["message"]);
        Assert.Equal($"Cannot find alias arn: {LambdaHost.Arn}wrong:live", (string?)alias.Json["Message"]);
    }

    [Fact]
    public async Task Policy_IsBoundedTo20Kilobytes()
    {
        await host.CreateAsync("long");
        Reply last;
        var count = 0;
        do
        {
            last = await AddAsync("long", Statement(new string('s', 90) + count++));
        }
        while (last.Status == HttpStatusCode.Created);

        Assert.Equal((HttpStatusCode.BadRequest, "PolicyLengthExceededException"), (last.Status, last.Headers["x-amzn-ErrorType"]));
        Assert.InRange(count, 20, 200);
    }

    private static string Statement(string id) => $$"""{"StatementId":"{{id}}","Action":"lambda:InvokeFunction","Principal":"apigateway.amazonaws.com"}""";

    private Task<Reply> AddAsync(string name, string body, string query = "") => host.SendAsync(HttpMethod.Post, $"/2015-03-31/functions/{name}/policy{query}", body);

    private Task<Reply> RemoveAsync(string name, string id) => host.SendAsync(HttpMethod.Delete, $"/2015-03-31/functions/{name}/policy/{id}");
}
