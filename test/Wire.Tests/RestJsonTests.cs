namespace Gatehouse.Wire.Tests;

public sealed class RestJsonTests : WireTest
{
    [Fact]
    public async Task Members_ComeFromEveryPlaceAndGoBackToTheirs()
    {
        var (status, body, headers) = await SendAsync("rest", HttpMethod.Put, "/things/a%2Fb%3Ac?force=true&keys=x&keys=y", """{"Title":"abc","Size":3,"Thing":"spoofed","Unknown":1}""");

        Assert.Equal(299, status);
        Assert.Equal("a/b:c", Assert.Single(headers.GetValues("X-Thing")));
        Assert.Equal("""{"Title":"abc","Size":3,"Force":true,"Keys":["x","y"]}""", body);
    }

    [Fact]
    public async Task MissingRequiredMember_IsNamedInAwsSentence()
    {
        var (status, body, headers) = await SendAsync("rest", HttpMethod.Put, "/things/a", "{}");

        Assert.Equal(400, status);
        Assert.Equal("ValidationException", Assert.Single(headers.GetValues("x-amzn-ErrorType")));
        Assert.Equal("""{"message":"1 validation error detected: Value null at 'putThingInput.title' failed to satisfy constraint: Member must not be null"}""", body);
    }

    [Fact]
    public async Task SeveralViolations_AreReportedTogether()
    {
        var (_, body, _) = await SendAsync("rest", HttpMethod.Put, "/things/a", """{"Title":"abcdef","Size":0,"Inner":{"Kind":"C"}}""");

        Assert.Equal(
            """{"message":"3 validation errors detected: Value 'abcdef' at 'putThingInput.title' failed to satisfy constraint: Member must have length less than or equal to 5; """ +
            """Value '0' at 'putThingInput.size' failed to satisfy constraint: Member must have value greater than or equal to 1; """ +
            """Value 'C' at 'putThingInput.inner.kind' failed to satisfy constraint: Member must satisfy enum value set: [A, B]"}""",
            body);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("""{"Title":5}""")]
    [InlineData("""{"Title":"abc","Size":"many"}""")]
    [InlineData("""{"Title":"abc","Inner":[]}""")]
    [InlineData("{\"Title\":\"abc\",\"Size\":1e400}")]
    public async Task BodyOfTheWrongKind_IsASerializationException(string body)
    {
        var (status, answer, headers) = await SendAsync("rest", HttpMethod.Put, "/things/a", body);

        Assert.Equal(400, status);
        Assert.Equal("SerializationException", Assert.Single(headers.GetValues("x-amzn-ErrorType")));
        Assert.DoesNotContain("System.", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NullInAList_IsNamedByItsPlace()
    {
        var (status, body, _) = await SendAsync("rest", HttpMethod.Put, "/things/a", """{"Title":"abc","Parts":["x",null]}""");

        Assert.Equal(400, status);
        Assert.Contains("Value null at 'putThingInput.parts.2.member' failed to satisfy constraint: Member must not be null", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeepJson_IsRefusedNotCrashed()
    {
        var (status, _, _) = await SendAsync("rest", HttpMethod.Put, "/things/a", new string('[', 100_000));

        Assert.Equal(400, status);
    }

    [Fact]
    public async Task NullMember_CountsAsAbsent()
    {
        var (status, body, _) = await SendAsync("rest", HttpMethod.Put, "/things/a", """{"Title":null}""");

        Assert.Equal(400, status);
        Assert.Contains("putThingInput.title", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LiteralQuery_TellsOperationsApart()
    {
        Assert.Equal(202, (await SendAsync("rest", HttpMethod.Get, "/things")).Status);
        Assert.Equal(202, (await SendAsync("rest", HttpMethod.Get, "/things/?limit=3")).Status);
        Assert.Equal(203, (await SendAsync("rest", HttpMethod.Get, "/things?limit=3&mode=import")).Status);
    }

    [Fact]
    public async Task NumberInQueryThatIsNone_IsRefused()
    {
        Assert.Equal(400, (await SendAsync("rest", HttpMethod.Get, "/things?limit=many")).Status);
    }

    [Fact]
    public async Task OperationThatWeLack_Answers501WithItsName()
    {
        var (status, body, headers) = await SendAsync("rest", HttpMethod.Get, "/things/a/exports/oas30");

        Assert.Equal(501, status);
        Assert.Equal("NotImplemented", Assert.Single(headers.GetValues("x-amzn-ErrorType")));
        Assert.Equal("""{"message":"Gatehouse does not implement the operation rest:ExportThings."}""", body);
    }

    [Fact]
    public async Task UnknownPath_IsAnUnknownOperation()
    {
        var (status, _, headers) = await SendAsync("rest", HttpMethod.Delete, "/nothing/here");

        Assert.Equal(404, status);
        Assert.Equal("UnknownOperationException", Assert.Single(headers.GetValues("x-amzn-ErrorType")));
    }

    [Fact]
    public async Task Bug_Answers500WithTheRequestIdAndNoDetail()
    {
        var (status, body, headers) = await SendAsync("rest", HttpMethod.Post, "/fail");

        Assert.Equal(500, status);
        Assert.Contains(Assert.Single(headers.GetValues("x-amzn-RequestId")), body, StringComparison.Ordinal);
        Assert.DoesNotContain("a bug", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BodyOverTheLimit_Is413()
    {
        var (status, _, headers) = await SendAsync("rest", HttpMethod.Put, "/things/a", new string(' ', 10 * 1024 * 1024 + 1));

        Assert.Equal(413, status);
        Assert.Equal("RequestEntityTooLargeException", Assert.Single(headers.GetValues("x-amzn-ErrorType")));
    }

    [Fact]
    public async Task UnsignedRequest_IsMissingItsToken()
    {
        using var response = await Host.Client.GetAsync("/things", TestContext.Current.CancellationToken);

        Assert.Equal(403, (int)response.StatusCode);
        Assert.Equal("""{"message":"Missing Authentication Token"}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ServiceThatWeLack_Answers501WithItsName()
    {
        var (status, body, _) = await SendAsync("ec2", HttpMethod.Get, "/");

        Assert.Equal(501, status);
        Assert.Contains("'ec2'", body, StringComparison.Ordinal);
    }
}
