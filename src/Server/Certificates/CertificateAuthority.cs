using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gatehouse.Server.DataFolder;

namespace Gatehouse.Server.Certificates;

/// <summary>The server's own certificate authority: made once, kept in the data folder, trusted only by those who ask for it.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private const string CertificateFile = "ca.pem";
    private const string KeyFile = "ca.key";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);

    /// <summary>The longest that Apple's clients accept from a private authority is 825 days, from a public one 398.</summary>
    private static readonly TimeSpan LeafLifetime = TimeSpan.FromDays(397);

    private readonly TimeProvider _time;

    private CertificateAuthority(X509Certificate2 certificate, TimeProvider time)
    {
        Certificate = certificate;
        _time = time;
    }

    public X509Certificate2 Certificate { get; }

    public string Pem => Certificate.ExportCertificatePem() + "\n";

    public static CertificateAuthority LoadOrCreate(string folder, TimeProvider time)
    {
        var certificate = Path.Combine(folder, CertificateFile);
        var key = Path.Combine(folder, KeyFile);
        if (File.Exists(certificate) && File.Exists(key))
        {
            return new CertificateAuthority(X509Certificate2.CreateFromPemFile(certificate, key), time);
        }

        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var made = Create(pair, time);

        // The key comes first: a certificate in place means that both are whole.
        PrivateFiles.CreateFolder(folder);
        PrivateFiles.Write(key, Encoding.ASCII.GetBytes(pair.ExportPkcs8PrivateKeyPem() + "\n"));
        PrivateFiles.Write(certificate, Encoding.ASCII.GetBytes(made.ExportCertificatePem() + "\n"));
        return new CertificateAuthority(made, time);
    }

    /// <summary>A server certificate, with its key, for the names and addresses.</summary>
    public X509Certificate2 Sign(IEnumerable<string> hosts)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(host);
            }
        }

        // The names are in the extension alone: a common name may have 64 characters, a host 253.
        var request = new CertificateRequest(new X500DistinguishedName("O=Gatehouse"), pair, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build(critical: false));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false));

        // A day back, for clients whose clock is behind; never past the authority itself.
        var now = _time.GetUtcNow();
        var until = now + LeafLifetime;
        var authorityUntil = new DateTimeOffset(Certificate.NotAfter);
        using var signed = request.Create(Certificate, now.AddDays(-1), until < authorityUntil ? until : authorityUntil, Serial());
        return signed.CopyWithPrivateKey(pair);
    }

    public void Dispose() => Certificate.Dispose();

    private static X509Certificate2 Create(ECDsa pair, TimeProvider time)
    {
        // A name of its own, so that a client which trusts several servers' authorities can tell them apart.
        var name = $"CN=Gatehouse CA {RandomNumberGenerator.GetHexString(8, lowercase: true)}, O=Gatehouse";
        var request = new CertificateRequest(new X500DistinguishedName(name), pair, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-2), now + Lifetime);
    }

    private static byte[] Serial()
    {
        // Positive and without a leading zero, as DER wants it.
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}
