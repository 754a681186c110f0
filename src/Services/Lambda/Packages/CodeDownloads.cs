using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gatehouse.Sandbox.Packages;
using Gatehouse.Wire;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Services.Lambda.Packages;

/// <summary>
/// Where callers download the zips of functions and layers: URLs that GetFunction and GetLayerVersion hand out, good for ten minutes. The
/// URL is the permission; it is signed with a key that this server forgets when it ends.
/// </summary>
public sealed class CodeDownloads
{
    private const string Prefix = "/_gatehouse/code/";

    // What AWS's presigned URLs of code have.
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(10);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly PackageStore _packages;
    private readonly TimeProvider _time;

    internal CodeDownloads(PackageStore packages, TimeProvider time) => (_packages, _time) = (packages, time);

    public static bool Owns(PathString path) => path.Value!.StartsWith(Prefix, StringComparison.Ordinal);

    /// <param name="digest"><c>sha256:…</c></param>
    internal string UrlOf(string digest, Call call)
    {
        var name = digest["sha256:".Length..];
        var expires = _time.GetUtcNow().Add(s_lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"http://localhost:{call.Port}{Prefix}{name}?Expires={expires}&Signature={Sign(name, expires)}";
    }

    public async Task HandleAsync(HttpContext http)
    {
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            http.Response.Headers.Allow = "GET, HEAD";
            await RefuseAsync(http, 405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
            return;
        }

        var name = http.Request.Path.Value![Prefix.Length..];
        var expires = http.Request.Query["Expires"].ToString();
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(name, expires)), Encoding.UTF8.GetBytes(http.Request.Query["Signature"].ToString())))
        {
            await RefuseAsync(http, 403, "SignatureDoesNotMatch", "The signature of this URL is not one of this server's; ask GetFunction or GetLayerVersion for another.");
            return;
        }

        // It was signed, so it is a number.
        if (long.Parse(expires, CultureInfo.InvariantCulture) < _time.GetUtcNow().ToUnixTimeSeconds())
        {
            await RefuseAsync(http, 403, "AccessDenied", "Request has expired");
            return;
        }

        await using var zip = _packages.Open($"sha256:{name}");
        if (zip is null)
        {
            await RefuseAsync(http, 404, "NoSuchKey", "The specified key does not exist.");
            return;
        }

        http.Response.ContentType = "application/zip";
        http.Response.ContentLength = zip.Length;
        if (HttpMethods.IsGet(http.Request.Method))
        {
            await zip.CopyToAsync(http.Response.Body, http.RequestAborted);
        }
    }

    private string Sign(string name, string expires) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{name}\n{expires}")));

    // In S3's form: that is whom clients of these URLs believe to talk to.
    private static async Task RefuseAsync(HttpContext http, int status, string code, string message)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/xml";
        await http.Response.WriteAsync($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>", http.RequestAborted);
    }
}
