using System.Net;
using System.Net.Http.Headers;
using Gatehouse.Lambda.Tests.Hosting;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Lambda.Tests.Urls;

/// <summary>Calls of URLs; the function answers with the event that it was given.</summary>
public sealed class FunctionUrlTests(LambdaHost host) : IClassFixture<LambdaHost>
{
    private const string Forbidden =
        """{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}""";

    [Fact]
    public async Task Configuration_IsMadeChangedListedAndTakenAway()
    {
        var story = await host.RunAsync(
            """
            create('urls', Publish=True)
            l.create_alias(FunctionName='urls', Name='live', FunctionVersion='1')
            made = l.create_function_url_config(FunctionName='urls', AuthType='NONE', Cors=dict(AllowOrigins=['*'], MaxAge=10))
            print(made['ResponseMetadata']['HTTPStatusCode'], made['FunctionUrl'].split('.', 1)[1].split(':')[0], len(made['FunctionUrl'].split('/')[2].split('.')[0]))
            print('InvokeMode' in made, made['Cors'], made['FunctionArn'].split(':')[-1])
            print(error(l.create_function_url_config, FunctionName='urls', AuthType='NONE')[1])
            print(error(l.create_function_url_config, FunctionName='urls', AuthType='NONE', Qualifier='none')[1])
            print(error(l.create_function_url_config, FunctionName='nobody', AuthType='NONE')[1])
            print(error(l.create_function_url_config, FunctionName='urls', AuthType='NONE', Qualifier='1')[1][:63])
            l.create_function_url_config(FunctionName='urls', AuthType='AWS_IAM', Qualifier='live')
            changed = l.update_function_url_config(FunctionName='urls', AuthType='AWS_IAM')
            print(changed['AuthType'], changed['Cors'], changed['FunctionUrl'] == made['FunctionUrl'], l.get_function_url_config(FunctionName='urls')['InvokeMode'])
            print([c['FunctionArn'].split(':')[-1] for c in l.list_function_url_configs(FunctionName='urls')['FunctionUrlConfigs']])
            l.delete_function_url_config(FunctionName='urls')
            l.delete_alias(FunctionName='urls', Name='live')
            print(l.list_function_url_configs(FunctionName='urls')['FunctionUrlConfigs'])
            print(error(l.get_function_url_config, FunctionName='urls')[:2], error(l.delete_function_url_config, FunctionName='urls')[0])
            """);

        Assert.Equal(
            """
            201 lambda-url.us-east-1.localhost 32
            False {'AllowOrigins': ['*'], 'MaxAge': 10} urls
            Failed to create function url config for [functionArn = arn:aws:lambda:us-east-1:000000000000:function:urls]. Error message:  FunctionUrlConfig exists for this Lambda function
            Function does not exist
            Function does not exist
            1 validation error detected: Value '1' at 'qualifier' failed to
            AWS_IAM {'AllowOrigins': ['*'], 'MaxAge': 10} True BUFFERED
            ['urls', 'live']
            []
            ('ResourceNotFoundException', 'The resource you requested does not exist.') ResourceNotFoundException
            """,
            story);
    }

    [Fact]
    public async Task Call_ReachesTheFunctionAsPayloadTwo()
    {
        var url = await MakeAsync("called", open: true);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/pa2%2Fth/1?a=1&b=x%20y&a=2") { Content = new StringContent("""{"n":1}""", null, "application/json") };
        request.Headers.Add("Cookie", "c=1; d=2");
        request.Headers.Add("X-Multi", ["one", "two"]);

        var (reply, response) = await CallAsync(url, request);

        var call = reply.Json;
        Assert.Equal(("2.0", "$default", "/pa2%2Fth/1", "a=1&b=x%20y&a=2"), ((string)call["version"]!, (string)call["routeKey"]!, (string)call["rawPath"]!, (string)call["rawQueryString"]!));
        Assert.Equal("""{"a":"1,2","b":"x y"}""", call["queryStringParameters"]!.ToJsonString());
        Assert.Equal("""["c=1","d=2"]""", call["cookies"]!.ToJsonString());
        Assert.Equal(("one, two", "127.0.0.1", "http", url.Host), ((string)call["headers"]!["x-multi"]!, (string)call["headers"]!["x-forwarded-for"]!, (string)call["headers"]!["x-forwarded-proto"]!, (string)call["headers"]!["host"]!));
        Assert.Equal(("""{"n":1}""", false), ((string)call["body"]!, (bool)call["isBase64Encoded"]!));
        var context = call["requestContext"]!;
        Assert.Equal(("anonymous", url.Host.Split('.')[0], "POST", "127.0.0.1"), ((string)context["accountId"]!, (string)context["domainPrefix"]!, (string)context["http"]!["method"]!, (string)context["http"]!["sourceIp"]!));
        Assert.Equal(("application/json", (string)context["requestId"]!), (reply.Headers["Content-Type"], reply.Headers["x-amzn-RequestId"]));
        Assert.Equal(HttpStatusCode.OK, response);
    }

    [Fact]
    public async Task BinaryBody_TravelsAsBase64()
    {
        var url = await MakeAsync("binary", open: true);
        using var request = new HttpRequestMessage(HttpMethod.Put, "/") { Content = new ByteArrayContent([0xff, 0x00]) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } } };

        var (reply, _) = await CallAsync(url, request);

        Assert.Equal(("/wA=", true), ((string)reply.Json["body"]!, (bool)reply.Json["isBase64Encoded"]!));
        Assert.Null(reply.Json["queryStringParameters"]);
    }

    [Fact]
    public async Task CallerWhoMayNot_IsRefused()
    {
        var closed = await MakeAsync("closed", open: false);
        var signed = await MakeAsync("signed", open: true, "AWS_IAM");

        Assert.Equal((Forbidden, HttpStatusCode.Forbidden), await GetAsync(closed));
        Assert.Equal((Forbidden, HttpStatusCode.Forbidden), await GetAsync(signed));
        Assert.Equal(("""{"Message":null}""", HttpStatusCode.Forbidden), await GetAsync(new Uri("http://aaaa.lambda-url.us-east-1.on.aws/")));
        Assert.Equal(("""{"Message":null}""", HttpStatusCode.Forbidden), await GetAsync(new Uri(closed.AbsoluteUri.Replace("us-east-1", "eu-west-1", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task AwsOwnHost_LeadsToTheSameFunction()
    {
        var url = await MakeAsync("aws", open: true);

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(new Uri($"http://{url.Host.Split('.')[0]}.lambda-url.us-east-1.on.aws/"))).Status);
    }

    [Fact]
    public async Task FunctionThatFails_IsABadGateway()
    {
        host.Images.Push("fails", TestImage.Actor("exit"));
        var url = await MakeAsync("fails", open: true, tag: "fails");

        Assert.Equal(("Internal Server Error", HttpStatusCode.BadGateway), await GetAsync(url));
    }

    [Fact]
    public async Task FunctionWithoutConcurrency_IsThrottled()
    {
        var url = await MakeAsync("full", open: true);
        await host.SendAsync(HttpMethod.Put, "/2017-10-31/functions/full/concurrency", """{"ReservedConcurrentExecutions":0}""");

        Assert.Equal(
            ("""{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}""", HttpStatusCode.TooManyRequests), await GetAsync(url));
    }

    [Fact]
    public async Task Browser_IsAnsweredByTheCorsSettings()
    {
        var url = await MakeAsync("cors", open: true, more: ""","Cors":{"AllowOrigins":["https://a.example"],"AllowMethods":["PUT"],"AllowHeaders":["x-a"],"AllowCredentials":true,"MaxAge":60,"ExposeHeaders":["x-b"]}""");
        using var question = new HttpRequestMessage(HttpMethod.Options, "/");
        question.Headers.Add("Origin", "https://a.example");
        question.Headers.Add("Access-Control-Request-Method", "PUT");
        using var call = new HttpRequestMessage(HttpMethod.Get, "/");
        call.Headers.Add("Origin", "https://a.example");
        using var other = new HttpRequestMessage(HttpMethod.Get, "/");
        other.Headers.Add("Origin", "https://b.example");

        var (preflight, _) = await CallAsync(url, question);
        var (answer, _) = await CallAsync(url, call);
        var (refused, _) = await CallAsync(url, other);

        Assert.Equal(
            ("", "https://a.example", "PUT", "x-a", "60", "true"),
            (preflight.Body, Header(preflight, "Origin"), Header(preflight, "Methods"), Header(preflight, "Headers"), preflight.Headers["Access-Control-Max-Age"], Header(preflight, "Credentials")));
        Assert.Equal(("https://a.example", "x-b", "Origin"), (Header(answer, "Origin"), answer.Headers["Access-Control-Expose-Headers"], answer.Headers["Vary"]));
        Assert.False(refused.Headers.ContainsKey("Access-Control-Allow-Origin"));
    }

    private static string Header(Reply reply, string name) => reply.Headers[$"Access-Control-Allow-{name}"];

    private async Task<Uri> MakeAsync(string name, bool open, string authType = "NONE", string more = "", string tag = "1")
    {
        await host.CreateAsync(name, tag: tag);
        var made = await host.SendAsync(HttpMethod.Post, $"/2021-10-31/functions/{name}/url", $$"""{"AuthType":"{{authType}}"{{more}}}""");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        if (open)
        {
            await host.SendAsync(HttpMethod.Post, $"/2015-03-31/functions/{name}/policy",
                $$"""{"Action":"lambda:InvokeFunctionUrl","FunctionUrlAuthType":"{{authType}}","Principal":"*","StatementId":"FunctionURLAllowPublicAccess"}""");
        }

        return new Uri((string)made.Json["FunctionUrl"]!);
    }

    private async Task<(string Body, HttpStatusCode Status)> GetAsync(Uri url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        var (reply, status) = await CallAsync(url, request);
        return (reply.Body, status);
    }

    private async Task<(Reply Reply, HttpStatusCode Status)> CallAsync(Uri url, HttpRequestMessage request)
    {
        request.Headers.Host = url.Host;
        using var response = await host.Wire.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (await Reply.ReadAsync(response), response.StatusCode);
    }
}
