using Gatehouse.Core;
using Gatehouse.Services.Lambda.Images;

namespace Gatehouse.Lambda.Tests.Images;

public sealed class ImageUriTests
{
    private const string Digest = "sha256:1111111111111111111111111111111111111111111111111111111111111111";

    [Theory]
    [InlineData("localhost:4566/jobs:1.0", null, "localhost:4566/jobs", "jobs", "1.0")]
    [InlineData("127.0.0.1:4566/team/jobs@" + Digest, null, "127.0.0.1:4566/team/jobs", "team/jobs", Digest)]
    [InlineData("localhost:4566/jobs:1.0@" + Digest, null, "localhost:4566/jobs", "jobs", Digest)] // the digest decides
    [InlineData("111111111111.dkr.ecr.eu-west-1.amazonaws.com/jobs:a", "111111111111/eu-west-1", "111111111111.dkr.ecr.eu-west-1.amazonaws.com/jobs", "jobs", "a")]
    [InlineData("111111111111.dkr.ecr.eu-west-1.localhost.localstack.cloud:4566/jobs:a", "111111111111/eu-west-1", "111111111111.dkr.ecr.eu-west-1.localhost.localstack.cloud:4566/jobs", "jobs", "a")]
    public void KnownForms_AreTakenApart(string text, string? scope, string location, string repository, string reference)
    {
        Assert.True(ImageUri.TryParse(text, out var uri));
        Assert.Equal((scope, location, repository, reference), (uri.Scope?.ToString(), uri.Location, uri.Repository, uri.Reference));
    }

    [Theory]
    [InlineData("jobs:1")] // no host
    [InlineData("localhost:4566/jobs")] // neither tag nor digest
    [InlineData("docker.io/library/alpine:3")] // not a registry that Lambda takes images from
    [InlineData("localhost:4566/../etc:1")]
    [InlineData("localhost:4566/Jobs:1")]
    [InlineData("localhost:4566/jobs@sha256:11")]
    [InlineData("localhost:4566/jobs:a b")]
    [InlineData("localhost:4566/jobs:1\n")]
    [InlineData("/jobs:1")]
    [InlineData("")]
    public void OtherTexts_AreRefused(string text)
    {
        Assert.False(ImageUri.TryParse(text, out _));
    }
}
