using System.Globalization;
using System.Text.RegularExpressions;
using Gatehouse.Core;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Layers;

/// <summary>The layer that a call is about, by name or ARN.</summary>
internal readonly partial record struct LayerReference(Scope Scope, string Name)
{
    private const string NamePattern = @"(arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\d{12}:layer:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+";

    private const string VersionPattern = @"arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+";

    public string Arn => $"arn:aws:lambda:{Scope.Region}:{Scope.Account}:layer:{Name}";

    public string VersionArn(long version) => string.Create(CultureInfo.InvariantCulture, $"{Arn}:{version}");

    /// <summary>Reads what passed <see cref="CheckName"/>.</summary>
    public static LayerReference Read(string name, Call call) => Gatehouse.Core.Arn.TryParse(name, out var arn)
        ? new LayerReference(new Scope(arn.Account, arn.Region), arn.Resource["layer:".Length..])
        : new LayerReference(call.Scope, name);

    /// <summary>The same for what changes a layer: that is its account's own to do.</summary>
    public static LayerReference ReadOwn(string name, Call call)
    {
        var layer = Read(name, call);
        return layer.Scope == call.Scope ? layer : throw Packages.PackageErrors.OtherAccountsLayer(call, layer.Arn);
    }

    /// <summary>Reads the ARN of a version, which passed its pattern. Numbers past all counting are those of no version.</summary>
    public static (LayerReference Layer, long Version) ReadVersion(string versionArn, Call call)
    {
        var colon = versionArn.LastIndexOf(':');
        _ = long.TryParse(versionArn.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version);
        return (Read(versionArn[..colon], call), version);
    }

    public static Violations CheckName(Violations check, string value) =>
        check.Length(value, 1, 140, "layerName").Pattern(value, NameForm, NamePattern, "layerName");

    public static Violations CheckVersionArn(Violations check, string value) =>
        check.Length(value, 1, 140, "arn").Pattern(value, VersionForm, VersionPattern, "arn");

    [GeneratedRegex(@"^(arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:[0-9]{12}:layer:[a-zA-Z0-9-_]+|[a-zA-Z0-9-_]+)\z")]
    private static partial Regex NameForm { get; }

    [GeneratedRegex(@"^arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:[0-9]{12}:layer:[a-zA-Z0-9-_]+:[0-9]+\z")]
    private static partial Regex VersionForm { get; }
}
