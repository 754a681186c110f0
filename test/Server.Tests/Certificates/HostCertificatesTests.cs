using Gatehouse.Server.Certificates;

namespace Gatehouse.Server.Tests.Certificates;

public sealed class HostCertificatesTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly HostCertificates _certificates;
    private readonly CertificateAuthority _authority;

    public HostCertificatesTests()
    {
        _certificates = new HostCertificates(_temporary.Path, TimeProvider.System);
        _authority = CertificateAuthority.LoadOrCreate(_temporary.Path, TimeProvider.System);
    }

    [Fact]
    public void HandshakesAtOnceForOneName_ShareOneSignature()
    {
        var signed = new HostCertificates.Signed[32];

        Parallel.For(0, signed.Length, i => signed[i] = _certificates.Find(_authority, "api.example.com"));

        Assert.All(signed, one => Assert.Same(signed[0], one));
    }

    [Fact]
    public void NameInAnotherCase_IsTheSameName() =>
        Assert.Same(_certificates.Find(_authority, "API.example.com"), _certificates.Find(_authority, "api.EXAMPLE.com"));

    [Fact]
    public void ManyNames_PushOutTheOldest()
    {
        var first = _certificates.Find(_authority, "first.example.com");

        for (var i = 0; i < 256; i++)
        {
            _certificates.Find(_authority, $"n{i}.example.com");
        }

        Assert.NotSame(first, _certificates.Find(_authority, "first.example.com"));
        Assert.Same(_certificates.Find(_authority, "n255.example.com"), _certificates.Find(_authority, "n255.example.com"));
    }

    [Fact]
    public void ExpiringCertificate_IsSignedAnew()
    {
        var time = new ShiftedTime();
        using var certificates = new HostCertificates(_temporary.Path, time);
        using var authority = CertificateAuthority.LoadOrCreate(_temporary.Path, time);
        var before = certificates.Find(authority, "api.example.com");

        time.Shift = before.Expires.AddHours(-12) - time.GetUtcNow();
        var after = certificates.Find(authority, "api.example.com");

        Assert.NotSame(before, after);
        Assert.True(after.Expires > before.Expires.AddDays(300));
    }

    public void Dispose()
    {
        _certificates.Dispose();
        _authority.Dispose();
        _temporary.Dispose();
    }
}
