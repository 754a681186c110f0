namespace Gatehouse.Wire.Tests;

public sealed class RpcTests : WireTest
{
    [Fact]
    public async Task Json_ReadsMembersAndScope()
    {
        using var response = await Host.SendAsync(
            "json", HttpMethod.Post, "/", new StringContent("""{"Name":"n","Tags":[{"Key":"k","Value":"v"}],"Labels":{"a":"b"}}"""), "123456789012", "eu-west-1", "Sample_20250101.Describe");

        Assert.Equal("application/x-amz-json-1.1", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(
            """{"Name":"n","Tags":[{"Key":"k","Value":"v"}],"Labels":{"a":"b"},"Account":"123456789012","Region":"eu-west-1"}""",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Sample_20250101.Forget", 501, "NotImplemented")]
    [InlineData("Sample_20250101.Nonsense", 400, "UnknownOperationException")]
    [InlineData(null, 400, "UnknownOperationException")]
    public async Task Json_TargetThatWeLack_IsRefusedByName(string? target, int expected, string code)
    {
        var (status, body, _) = await SendAsync("json", HttpMethod.Post, "/", "{}", target);

        Assert.Equal(expected, status);
        Assert.Contains($"\"__type\":\"{code}\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_ReadsListsMapsAndStructures()
    {
        var (status, body, _) = await SendAsync(
            "query", HttpMethod.Post, "/",
            "Action=Describe&Version=2025-01-01&Name=a%26b+c&Limit=5&Deep=true&Tags.member.2.Key=k2&Tags.member.2.Value=v2&Tags.member.1.Key=k1&Tags.member.1.Value=" +
            "&Labels.entry.1.key=x&Labels.entry.1.value=y&Inner.Kind=A");

        Assert.Equal(200, status);
        Assert.Contains(
            "<DescribeResult><Name>a&amp;b c</Name><Limit>5</Limit><Deep>true</Deep><Tags><member><Key>k1</Key><Value></Value></member><member><Key>k2</Key><Value>v2</Value></member></Tags>" +
            "<Labels><entry><key>x</key><value>y</value></entry></Labels><Inner><Kind>A</Kind></Inner>",
            body.Replace("<Value />", "<Value></Value>", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_ActionInTheUrl_IsFound()
    {
        Assert.Equal(200, (await SendAsync("query", HttpMethod.Get, "/?Action=Describe&Name=n")).Status);
    }

    [Theory]
    [InlineData("Version=1", 400, "<Code>MissingAction</Code>")]
    [InlineData("Action=Nonsense&Version=2025-01-01", 400, "<Code>InvalidAction</Code><Message>Could not find operation Nonsense for version 2025-01-01</Message>")]
    [InlineData("Action=Describe", 400, "<Code>ValidationError</Code><Message>1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null</Message>")]
    public async Task Query_Errors_AreXml(string form, int expected, string part)
    {
        var (status, body, _) = await SendAsync("query", HttpMethod.Post, "/", form);

        Assert.Equal(expected, status);
        Assert.StartsWith("<ErrorResponse xmlns=\"https://sample.example/doc/\"><Error><Type>Sender</Type>", body, StringComparison.Ordinal);
        Assert.Contains(part, body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 403, "MissingAuthenticationToken", "Request is missing Authentication Token")]
    [InlineData("AWS4-HMAC-SHA256 nonsense", 400, "IncompleteSignature", "Authorization header requires 'Credential' parameter of the form 'AccessKeyId/Date/Region/Service/aws4_request'.")]
    public async Task Query_WithoutASignature_IsRefusedInXml(string? authorization, int expected, string code, string text)
    {
        foreach (var isForm in (bool[])[true, false])
        {
            const string Call = "Action=Describe&Version=2025-01-01&Name=n";
            using var request = new HttpRequestMessage(HttpMethod.Post, isForm ? "/" : "/?" + Call)
            {
                Content = isForm ? new StringContent(Call, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded") : null,
            };
            if (authorization is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            }

            using var response = await Host.Client.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal((expected, "text/xml"), ((int)response.StatusCode, response.Content.Headers.ContentType!.ToString()));
            Assert.StartsWith(
                $"<ErrorResponse xmlns=\"https://sample.example/doc/\"><Error><Type>Sender</Type><Code>{code}</Code><Message>{text}</Message></Error><RequestId>",
                await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Action=Describe&Version=1999-01-01")] // no service's
    [InlineData("Version=2025-01-01")] // no call
    public async Task UnsignedForm_OfNoQueryService_IsRefusedInJson(string form)
    {
        using var response = await Host.Client.PostAsync("/", new StringContent(form, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded"), TestContext.Current.CancellationToken);

        Assert.Equal((403, """{"message":"Missing Authentication Token"}"""), ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData("Action=Describe&Name=%zz")] // broken percent-encoding stays text
    [InlineData("Action=Describe&Name=n&Tags.member.x.Key=k")] // not a number
    [InlineData("Action=Describe&Name=n&......=x&=&&&")]
    public async Task Query_OddForms_AreRead(string form) => Assert.Equal(200, (await SendAsync("query", HttpMethod.Post, "/", form)).Status);
}
