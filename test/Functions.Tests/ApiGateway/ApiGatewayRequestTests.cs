using System.Text.Json;
using Gatehouse.Functions.ApiGateway;

namespace Gatehouse.Functions.Tests.ApiGateway;

public sealed class ApiGatewayRequestTests
{
    [Fact]
    public void EveryMemberOfTheEvent_IsRead()
    {
        var request = ApiGatewayRequest.Parse(GoldenEvent.Read("get-job.json"));

        Assert.Equal(("/jobs/{jobId}", "/jobs/12345", "GET"), (request.Resource, request.Path, request.HttpMethod));
        Assert.Equal("second", request.Headers["X-Twice"]);
        Assert.Equal(["first", "second"], request.MultiValueHeaders["x-twice"]);
        Assert.Equal("b", request.QueryParameter("tag"));
        Assert.Equal(["a", "b"], request.MultiValueQueryStringParameters["tag"]);
        Assert.Equal("12345", request.PathParameter("jobId"));
        Assert.Equal("jobs", request.StageVariables["table"]);
        Assert.Null(request.Body);
        Assert.Empty(request.BodyBytes());
    }

    [Fact]
    public void RequestContext_IsReadWhole()
    {
        var context = ApiGatewayRequest.Parse(GoldenEvent.Read("get-job.json")).RequestContext;

        Assert.Equal(
            new ApiGatewayRequestContext
            {
                ResourceId = "r1",
                ResourcePath = "/jobs/{jobId}",
                OperationName = "GetJob",
                HttpMethod = "GET",
                ExtendedRequestId = "xid=",
                RequestTime = "05/Mar/2025:13:04:05 +0000",
                RequestTimeEpoch = 1741179845123,
                Path = "/stg/jobs/12345",
                AccountId = "111111111111",
                Protocol = "HTTP/1.1",
                Stage = "stg",
                DomainName = "abc123.execute-api.us-east-1.amazonaws.com",
                DomainPrefix = "abc123",
                DeploymentId = "dep123",
                RequestId = "5e2c4f0e-0000-4000-8000-000000000001",
                ApiId = "abc123",
                IsCanaryRequest = false,
                Identity = context.Identity,
                Authorizer = context.Authorizer,
            },
            context);
    }

    [Fact]
    public void Identity_HasTheKeyAndTheCertificate()
    {
        var identity = ApiGatewayRequest.Parse(GoldenEvent.Read("get-job.json")).RequestContext.Identity;

        Assert.Equal(("1.2.3.4", "curl/8", "k-1", "kid1"), (identity.SourceIp, identity.UserAgent, identity.ApiKey, identity.ApiKeyId));
        Assert.Null(identity.Caller);
        Assert.Equal("CN=a", identity.ClientCert!.SubjectDN);
        Assert.Equal("Aug  5 09:36:04 2021 GMT", identity.ClientCert.Validity!.NotAfter);
    }

    [Fact]
    public void Authorizer_KeepsTextNumbersAndClaims()
    {
        var authorizer = ApiGatewayRequest.Parse(GoldenEvent.Read("get-job.json")).RequestContext.Authorizer!;

        Assert.Equal("user|a1", authorizer["principalId"].GetString());
        Assert.Equal(12, authorizer["integrationLatency"].GetInt32());
        Assert.Equal("s", authorizer["claims"].GetProperty("sub").GetString());
    }

    [Fact]
    public void MapsThatAreNull_AreEmpty()
    {
        var request = ApiGatewayRequest.Parse(GoldenEvent.Read("post-binary.json"));

        Assert.Empty(request.Headers);
        Assert.Empty(request.MultiValueHeaders);
        Assert.Empty(request.QueryStringParameters);
        Assert.Empty(request.PathParameters);
        Assert.Empty(request.StageVariables);
        Assert.Null(request.RequestContext.Authorizer);
        Assert.Null(request.RequestContext.IsCanaryRequest);
    }

    [Fact]
    public void MembersThatAreMissing_AreEmpty()
    {
        var request = ApiGatewayRequest.Parse("{}"u8);

        Assert.Equal("", request.Path);
        Assert.Null(request.Header("Accept"));
        Assert.Null(request.RequestContext.Identity.SourceIp);
    }

    [Fact]
    public void BinaryBody_IsDecoded()
    {
        var request = ApiGatewayRequest.Parse(GoldenEvent.Read("post-binary.json"));

        Assert.Equal([0x00, 0xFF, 0x80, 0xE2, 0x82, 0xAC], request.BodyBytes());
    }

    [Theory]
    [InlineData("{\"body\":\"h\u00e9\",\"isBase64Encoded\":false}", "h\u00e9")]
    [InlineData("{\"body\":\"aMOp\",\"isBase64Encoded\":true}", "h\u00e9")]
    [InlineData("{\"body\":null}", "")]
    public void BodyText_IsTheSameInEitherForm(string json, string text)
    {
        Assert.Equal(text, ApiGatewayRequest.Parse(System.Text.Encoding.UTF8.GetBytes(json)).BodyText());
    }

    [Fact]
    public void ManyValues_KeepTheirOrder()
    {
        var request = ApiGatewayRequest.Parse("""{"multiValueHeaders":{"a":[],"b":["1",null,"3"]}}"""u8);

        Assert.Empty(request.MultiValueHeaders["A"]);
        Assert.Equal(["1", "", "3"], request.MultiValueHeaders["B"]);
    }

    [Fact]
    public void RequestContextWithAWrongType_FailsWhenItIsRead()
    {
        var request = ApiGatewayRequest.Parse("""{"path":"/x","requestContext":{"requestTimeEpoch":"noon"}}"""u8);

        Assert.Equal("/x", request.Path);
        Assert.Throws<JsonException>(() => request.RequestContext);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"headers\":[]}")]
    [InlineData("{\"headers\":{\"a\":1}}")]
    [InlineData("{\"multiValueHeaders\":{\"a\":\"b\"}}")]
    [InlineData("{\"path\":1}")]
    [InlineData("{\"isBase64Encoded\":\"yes\"}")]
    [InlineData("{\"requestContext\":[]}")]
    [InlineData("{} {}")]
    [InlineData("{},")]
    [InlineData("{\"headers\":{\"a\":\"b\"")]
    public void EventThatIsNotOne_IsAJsonException(string json)
    {
        Assert.ThrowsAny<JsonException>(() => ApiGatewayRequest.Parse(System.Text.Encoding.UTF8.GetBytes(json)));
    }
}
