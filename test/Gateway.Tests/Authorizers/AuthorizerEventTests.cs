using System.Text.RegularExpressions;

namespace Gatehouse.Gateway.Tests.Authorizers;

// source: spec, REST data plane 4.2 and 9
public sealed partial class AuthorizerEventTests
{
    [Fact]
    public async Task Token_IsGivenToTheFunctionAsSent()
    {
        await using var api = await GuardedApi.StartAsync();

        Assert.Equal(200, (await api.CallAsync("/stg/guarded/a%20b?q=1", "Bearer \"x\"+/=")).Status);

        Assert.Equal(
            """{"type":"TOKEN","authorizationToken":"Bearer \"x\"+/=","methodArn":"arn:aws:execute-api:us-east-1:123456789012:abc123defg/stg/GET/guarded/a%20b"}""",
            api.Authorizer.LastEvent);
        Assert.Equal(GuardedApi.SourceArn, api.Authorizer.LastSource);
        Assert.Matches("^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$", api.Authorizer.LastTrace);
        Assert.Equal(api.Authorizer.LastTrace!.Split(';')[0], api.Gateway.Function.LastTrace!.Split(';')[0]);
    }

    [Fact]
    public async Task Request_IsGivenWithoutItsBodyAndWithEmptyMaps()
    {
        await using var api = await GuardedApi.StartAsync(GuardedApi.Request);

        using var response = await api.Gateway.SendAsync("POST", "/stg/guarded/x", content: new StringContent("body"), change: request =>
        {
            request.Headers.TryAddWithoutValidation("Authorization", "t");
            request.Content!.Headers.ContentType = null;
        });

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(
            """
            {"type":"REQUEST","methodArn":"arn:aws:execute-api:us-east-1:123456789012:abc123defg/stg/POST/guarded/x","resource":"/guarded/{name}","path":"/guarded/x","httpMethod":"POST","headers":{"Authorization":"t","Host":"abc123defg.execute-api.us-east-1.amazonaws.com","X-Amzn-Trace-Id":"ROOT","X-Forwarded-For":"127.0.0.1","X-Forwarded-Port":"443","X-Forwarded-Proto":"https"},"multiValueHeaders":{"Authorization":["t"],"Host":["abc123defg.execute-api.us-east-1.amazonaws.com"],"X-Amzn-Trace-Id":["ROOT"],"X-Forwarded-For":["127.0.0.1"],"X-Forwarded-Port":["443"],"X-Forwarded-Proto":["https"]},"queryStringParameters":{},"multiValueQueryStringParameters":{},"pathParameters":{"name":"x"},"stageVariables":{},"requestContext":{"resourceId":"res011","resourcePath":"/guarded/{name}","httpMethod":"POST","extendedRequestId":"XID","requestTime":"05/Mar/2025:13:04:05 +0000","path":"/stg/guarded/x","accountId":"123456789012","protocol":"HTTP/1.1","stage":"stg","domainPrefix":"abc123defg","requestTimeEpoch":1741179845123,"requestId":"RID","identity":{"cognitoIdentityPoolId":null,"accountId":null,"cognitoIdentityId":null,"caller":null,"sourceIp":"127.0.0.1","principalOrgId":null,"accessKey":null,"cognitoAuthenticationType":null,"cognitoAuthenticationProvider":null,"userArn":null,"userAgent":null,"user":null},"domainName":"abc123defg.execute-api.us-east-1.amazonaws.com","deploymentId":"dep123","apiId":"abc123defg"}}
            """,
            Normal(api.Authorizer.LastEvent!));
    }

    [Fact]
    public async Task Request_IsGivenWithItsQueryAndStageVariables()
    {
        await using var api = await GuardedApi.StartAsync(GuardedApi.Request, stage => stage with { Variables = new Dictionary<string, string> { ["color"] = "red" } });

        Assert.Equal(200, (await api.CallAsync("/stg/guarded?a=1&a=2&b=%20")).Status);

        Assert.Contains(
            """
            "queryStringParameters":{"a":"2","b":" "},"multiValueQueryStringParameters":{"a":["1","2"],"b":[" "]},"pathParameters":{},"stageVariables":{"color":"red"},"requestContext":
            """,
            api.Authorizer.LastEvent,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backend_SeesWhoCalls()
    {
        await using var api = await GuardedApi.StartAsync();
        api.Authorizer.Wait = (_, _) =>
        {
            api.Gateway.Time.Advance(TimeSpan.FromMilliseconds(42));
            return Task.CompletedTask;
        };
        api.Authorizer.Replies(GuardedApi.Policy("Allow", "*", ""","context":{"text":"grün \"1\"","number":1.50,"yes":true,"no":false,"text":"last","principalId":"forged"},"more":{}"""));

        Assert.Equal(200, (await api.CallAsync()).Status);
        Assert.Contains(
            """{"resourceId":"res010","authorizer":{"text":"last","number":"1.50","yes":"true","no":"false","principalId":"user|a1","integrationLatency":42},"resourcePath":"/guarded",""",
            api.Gateway.Function.LastEvent,
            StringComparison.Ordinal);

        Assert.Equal(200, (await api.CallAsync()).Status);
        Assert.Contains("\"integrationLatency\":0}", api.Gateway.Function.LastEvent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MethodWithoutAnAuthorizer_ShowsNone()
    {
        await using var api = await GuardedApi.StartAsync();

        Assert.Equal(200, (await api.CallAsync("/stg/open/x")).Status);

        Assert.DoesNotContain("\"authorizer\"", api.Gateway.Function.LastEvent, StringComparison.Ordinal);
        Assert.Equal(0, api.Authorizer.Calls);
    }

    [Fact]
    public async Task EmptyPrincipal_IsTaken()
    {
        // Seen on AWS.
        await using var api = await GuardedApi.StartAsync();
        api.Authorizer.Replies(GuardedApi.Policy("Allow", "*").Replace("user|a1", "", StringComparison.Ordinal));

        Assert.Equal(200, (await api.CallAsync()).Status);
    }

    [Fact]
    public async Task Journal_KeepsWhatAccessLogsShow()
    {
        await using var api = await GuardedApi.StartAsync();
        await api.CallAsync();

        var shown = api.Gateway.Engine.Journal.Last()!.Detail();

        Assert.Equal((GuardedApi.AuthorizerId, "user|a1", false, "11111111-2222-3333-4444-555555555555"),
            (shown.Authorizer!.Id, shown.Authorizer.PrincipalId, shown.Authorizer.Cached, shown.Authorizer.InvocationId));
        Assert.Equal(["AdmitRequest", "MatchRoute", "Authorize"], shown.Steps.Take(3).Select(step => step.Name));
        Assert.Equal("Integrate", shown.Steps[^1].Name);
    }

    private static string Normal(string text) =>
        Trace().Replace(Extended().Replace(RequestId().Replace(text, "RID"), "\"extendedRequestId\":\"XID\""), "ROOT");

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex RequestId();

    [GeneratedRegex("\"extendedRequestId\":\"[A-Za-z0-9+/]{15}=\"")]
    private static partial Regex Extended();

    [GeneratedRegex("Root=1-[0-9a-f]{8}-[0-9a-f]{24}")]
    private static partial Regex Trace();
}
