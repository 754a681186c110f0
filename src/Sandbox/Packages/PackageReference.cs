namespace Gatehouse.Sandbox.Packages;

/// <summary>A kept zip and the folder of the function's file system where its files are.</summary>
/// <param name="Digest"><c>sha256:…</c> of the zip's bytes.</param>
public sealed record PackageReference(string Digest, PackageFolder Folder);

/// <summary>Where a package is unpacked.</summary>
public enum PackageFolder
{
    /// <summary>The function's own code: <c>/var/task</c>.</summary>
    Task,

    /// <summary>A layer: <c>/opt</c>.</summary>
    Layer,
}

/// <summary>What a package's function is started with.</summary>
/// <param name="Name">Lambda's name of the runtime, for example <c>python3.13</c>.</param>
public sealed record PackageRuntime(string Name, string Handler)
{
    /// <summary>The package or its base brings the runtime as a program called <c>bootstrap</c>.</summary>
    internal bool IsCustom => Name.StartsWith("provided", StringComparison.Ordinal);
}

/// <summary>What functions and layers need of the packages that are kept.</summary>
/// <param name="Unpacked">Packages that functions run.</param>
/// <param name="Zips">The digests of all zips, also of layers that no function uses.</param>
public sealed record PackageUses(IReadOnlySet<PackageReference> Unpacked, IReadOnlySet<string> Zips)
{
    public static PackageUses None { get; } = new(new HashSet<PackageReference>(), new HashSet<string>());
}
