using System.Security.Cryptography;
using System.Text;

namespace Gatehouse.Services.Lambda.Packages;

/// <summary>The exact runtime of a package: here the image that it runs on, or the empty root of a custom runtime.</summary>
internal sealed record RuntimeVersionConfig(string RuntimeVersionArn)
{
    public static RuntimeVersionConfig Of(ZipPackage package, string region)
    {
        var version = package.Base?.Digest["sha256:".Length..] ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(package.Runtime)));
        return new RuntimeVersionConfig($"arn:aws:lambda:{region}::runtime:{version}");
    }
}
