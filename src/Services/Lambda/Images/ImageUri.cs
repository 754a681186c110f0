using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Gatehouse.Core;

namespace Gatehouse.Services.Lambda.Images;

/// <summary>
/// An image's address as CreateFunction takes it: AWS's own host, the host that LocalStack's users know, or this server's
/// registry by name. The last form has no account and region of its own.
/// </summary>
/// <param name="Scope">The account and region that the host names, or null.</param>
/// <param name="Location">Host and repository, as given: what a resolved digest is appended to.</param>
/// <param name="Repository">The repository's name.</param>
/// <param name="Reference">The tag or the digest.</param>
internal sealed partial record ImageUri(Scope? Scope, string Location, string Repository, string Reference)
{
    public static bool TryParse(string text, [NotNullWhen(true)] out ImageUri? uri)
    {
        uri = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || Split(text[(slash + 1)..]) is not { } path || !RepositoryName().IsMatch(path.Repository))
        {
            return false;
        }

        var host = text[..slash];
        Scope? scope = null;
        if (EcrHost().Match(host) is { Success: true } ecr)
        {
            scope = new Scope(ecr.Groups["account"].Value, ecr.Groups["region"].Value);
        }
        else if (!LocalHost().IsMatch(host))
        {
            return false;
        }

        uri = new ImageUri(scope, $"{host}/{path.Repository}", path.Repository, path.Reference);
        return true;
    }

    private static (string Repository, string Reference)? Split(string path)
    {
        var at = path.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0)
        {
            var digest = path[(at + 1)..];
            // A tag beside a digest is decoration: the digest decides, as for every registry client.
            var name = path[..at].Split(':', 2)[0];
            return Digest().IsMatch(digest) ? (name, digest) : null;
        }

        var colon = path.IndexOf(':', StringComparison.Ordinal);
        return colon >= 0 && Tag().IsMatch(path[(colon + 1)..]) ? (path[..colon], path[(colon + 1)..]) : null;
    }

    [GeneratedRegex(@"^(?<account>\d{12})\.dkr[.-]ecr(-fips)?\.(?<region>[a-z0-9-]+)\.(amazonaws\.com(\.cn)?|on\.aws|localhost\.localstack\.cloud)(:\d{1,5})?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex EcrHost();

    [GeneratedRegex(@"^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex LocalHost();

    [GeneratedRegex(@"^[a-z0-9]+((\.|__?|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|__?|-+)[a-z0-9]+)*)*\z", RegexOptions.ExplicitCapture)]
    private static partial Regex RepositoryName();

    [GeneratedRegex(@"^\w[\w.-]{0,127}\z", RegexOptions.ECMAScript)]
    private static partial Regex Tag();

    [GeneratedRegex(@"^sha256:[a-f0-9]{64}\z")]
    private static partial Regex Digest();
}
