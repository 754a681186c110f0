using System.Globalization;
using Gatehouse.Services.Lambda.Packages;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Layers;

/// <summary>A version of a layer with its code, as PublishLayerVersion and GetLayerVersion answer it.</summary>
internal sealed record LayerVersionAnswer(LayerVersionContent Content, string LayerArn, string LayerVersionArn, string Description, string CreatedDate, long Version)
{
    public IReadOnlyList<string>? CompatibleRuntimes { get; init; }

    public string? LicenseInfo { get; init; }

    public IReadOnlyList<string>? CompatibleArchitectures { get; init; }

    public static LayerVersionAnswer Of(LayerReference layer, LayerVersion version, CodeDownloads downloads, Call call) =>
        new(
            new LayerVersionContent(downloads.UrlOf(version.Digest, call), ZipPackage.Base64Of(version.Digest), version.CodeSize),
            layer.Arn,
            layer.VersionArn(version.Number),
            version.Description,
            DateOf(version),
            version.Number)
        {
            CompatibleRuntimes = version.CompatibleRuntimes,
            LicenseInfo = version.LicenseInfo,
            CompatibleArchitectures = version.CompatibleArchitectures,
        };

    public static string DateOf(LayerVersion version) =>
        version.Created.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture);
}

internal sealed record LayerVersionContent(string Location, string CodeSha256, long CodeSize);

/// <summary>The same in lists.</summary>
internal sealed record LayerVersionsListItem(string LayerVersionArn, long Version, string Description, string CreatedDate)
{
    public IReadOnlyList<string>? CompatibleRuntimes { get; init; }

    public string? LicenseInfo { get; init; }

    public IReadOnlyList<string>? CompatibleArchitectures { get; init; }

    public static LayerVersionsListItem Of(LayerReference layer, LayerVersion version) =>
        new(layer.VersionArn(version.Number), version.Number, version.Description, LayerVersionAnswer.DateOf(version))
        {
            CompatibleRuntimes = version.CompatibleRuntimes,
            LicenseInfo = version.LicenseInfo,
            CompatibleArchitectures = version.CompatibleArchitectures,
        };

    /// <summary>The versions of a layer that suit what a list asks for, newest first.</summary>
    public static IEnumerable<LayerVersionsListItem> Matching(LayerReference layer, StoredLayer stored, string? runtime, string? architecture) =>
        stored.Versions.Values.Reverse()
            .Where(version => runtime is null || version.CompatibleRuntimes?.Contains(runtime) is true)
            .Where(version => architecture is null || version.CompatibleArchitectures?.Contains(architecture) is true)
            .Select(version => Of(layer, version));
}
