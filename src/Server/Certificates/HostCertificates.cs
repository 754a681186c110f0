using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Gatehouse.Server.Certificates;

/// <summary>A certificate for each name that a client asks for, signed when it is first asked for.</summary>
internal sealed class HostCertificates(string folder, TimeProvider time) : IDisposable
{
    /// <summary>A client can ask for any number of names; past this the oldest are signed again when needed (under a millisecond).</summary>
    private const int Capacity = 256;

    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, Lazy<Signed>> _byHost = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<string> _inOrder = new();
    private readonly Lazy<Task<CertificateAuthority>> _authority = new(() => Task.Run(() => CertificateAuthority.LoadOrCreate(folder, time)));

    /// <summary>Makes the authority ready; the start does not wait for it. Null, or why there will be no TLS.</summary>
    public async Task<string?> PrepareAsync()
    {
        try
        {
            await _authority.Value;
            return null;
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return $"The certificate authority in {folder} cannot be used: {failure.Message} Remove that folder and start again to have a new one made.";
        }
    }

    public async Task<string> GetAuthorityPemAsync() => (await _authority.Value).Pem;

    /// <summary>Kestrel's question at each handshake.</summary>
    public async ValueTask<SslServerAuthenticationOptions> SelectAsync(TlsHandshakeCallbackContext handshake)
    {
        var authority = await _authority.Value;
        var host = Host(handshake);
        return new SslServerAuthenticationOptions { ServerCertificateContext = Find(authority, host).Context };
    }

    public void Dispose()
    {
        if (_authority.IsValueCreated && _authority.Value.IsCompletedSuccessfully)
        {
            _authority.Value.GetAwaiter().GetResult().Dispose();
        }
    }

    internal Signed Find(CertificateAuthority authority, string host)
    {
        if (_byHost.TryGetValue(host, out var known) && known.Value.Expires - time.GetUtcNow() > RenewBefore)
        {
            return known.Value;
        }

        // Handshakes that arrive together for one name wait for one signature.
        var fresh = new Lazy<Signed>(() => Sign(authority, host));
        var chosen = known is null
            ? _byHost.GetOrAdd(host, fresh)
            : _byHost.TryUpdate(host, fresh, known) ? fresh : _byHost.GetOrAdd(host, fresh);
        if (ReferenceEquals(chosen, fresh))
        {
            _inOrder.Enqueue(host);
            while (_inOrder.Count > Capacity && _inOrder.TryDequeue(out var oldest))
            {
                _byHost.TryRemove(oldest, out _);
            }
        }

        return chosen.Value;
    }

    private static string Host(TlsHandshakeCallbackContext handshake)
    {
        // The name comes from a stranger: only what is a host name gets into a certificate.
        var name = handshake.ClientHelloInfo.ServerName;
        if (name.Length is > 0 and <= 253 && Uri.CheckHostName(name) == UriHostNameType.Dns)
        {
            return name;
        }

        // No name in the handshake: the client wrote an address.
        var address = (handshake.Connection.LocalEndPoint as IPEndPoint)?.Address ?? IPAddress.Loopback;
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IPAddress.IsLoopback(address) ? "localhost" : address.ToString();
    }

    private static Signed Sign(CertificateAuthority authority, string host)
    {
        string[] hosts = host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            ? ["localhost", "*.localhost", "127.0.0.1", "::1"]
            : [host];
        var leaf = authority.Sign(hosts);
        return new Signed(SslStreamCertificateContext.Create(leaf, [authority.Certificate], offline: true), new DateTimeOffset(leaf.NotAfter));
    }

    internal sealed record Signed(SslStreamCertificateContext Context, DateTimeOffset Expires);
}
