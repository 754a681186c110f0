using Gatehouse.Access.Signing;

namespace Gatehouse.Core.Tests.Access;

public sealed class SigningScopeTests
{
    [Theory]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKID/20250101/eu-west-1/lambda/aws4_request, SignedHeaders=host, Signature=00")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKID/20250101/eu-west-1/lambda/aws4_request,SignedHeaders=host,Signature=00")] // no space after the comma
    public void Header_GivesKeyRegionAndService(string header)
    {
        var scope = SigningScope.FromAuthorization(header)!;

        Assert.Equal(("AKID", "eu-west-1", "lambda"), (scope.AccessKeyId, scope.Region, scope.Service));
        Assert.Null(scope.Account);
    }

    [Fact]
    public void TwelveDigitKey_IsAnAccount() =>
        Assert.Equal("123456789012", SigningScope.FromCredential("123456789012/20250101/us-east-1/sts/aws4_request")!.Account);

    [Theory]
    [InlineData("")]
    [InlineData("Bearer abc")]
    [InlineData("AWS4-HMAC-SHA256 SignedHeaders=host")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKID/20250101/us-east-1/lambda, Signature=0")] // too few parts
    [InlineData("AWS4-HMAC-SHA256 Credential=AKID/20250101/us-east-1/lambda/aws3_request")]
    [InlineData("AWS4-HMAC-SHA256 Credential=/20250101/us-east-1/lambda/aws4_request")]
    public void MalformedHeader_GivesNothing(string header) => Assert.Null(SigningScope.FromAuthorization(header));
}
