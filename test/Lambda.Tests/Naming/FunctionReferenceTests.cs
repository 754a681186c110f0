using Gatehouse.Core;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Lambda.Tests.Naming;

public sealed class FunctionReferenceTests
{
    private static readonly Call s_call = new()
    {
        Scope = new Scope("000000000000", "us-east-1"),
        Operation = "GetFunction",
        RequestId = "r",
        AccessKeyId = "k",
        Time = default,
        Port = 4566,
    };

    [Theory]
    [InlineData("jobs", null, null)]
    [InlineData("jobs:live", null, "live")]
    [InlineData("jobs", "live", "live")]
    [InlineData("jobs:live", "live", "live")] // said twice, but the same
    [InlineData("function:jobs", null, null)]
    [InlineData("000000000000:function:jobs", null, null)]
    [InlineData("000000000000:function:jobs:7", null, "7")]
    [InlineData("arn:aws:lambda:us-east-1:000000000000:function:jobs", null, null)]
    [InlineData("arn:aws:lambda:us-east-1:000000000000:function:jobs:$LATEST", null, "$LATEST")]
    public void EveryForm_NamesTheFunction(string name, string? qualifier, string? expected)
    {
        Assert.Equal(new FunctionReference(s_call.Scope, "jobs", expected), FunctionReference.Read(name, qualifier, s_call));
    }

    [Fact]
    public void TwoQualifiers_AreAConflict()
    {
        var refused = Assert.Throws<AwsException>(() => FunctionReference.Read("jobs:live", "7", s_call));

        Assert.Equal("The derived qualifier from the function name does not match the specified qualifier.", refused.Message);
    }

    [Fact]
    public void OtherRegion_IsNotFound()
    {
        var refused = Assert.Throws<AwsException>(() => FunctionReference.Read("arn:aws:lambda:us-west-2:000000000000:function:jobs", null, s_call));

        Assert.Equal((404, "ResourceNotFoundException", "Functions from 'us-west-2' are not reachable in this region ('us-east-1')"), (refused.Status, refused.Code, refused.Message));
    }

    [Fact]
    public void OtherAccount_IsDenied()
    {
        var refused = Assert.Throws<AwsException>(() => FunctionReference.Read("111111111111:function:jobs", null, s_call));

        Assert.Equal((403, "AccessDeniedException"), (refused.Status, refused.Code));
        Assert.StartsWith(
            "User: arn:aws:iam::000000000000:root is not authorized to perform: lambda:GetFunction on resource: arn:aws:lambda:us-east-1:111111111111:function:jobs",
            refused.Message, StringComparison.Ordinal);
    }
}
