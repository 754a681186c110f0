using Gatehouse.Sandbox.Packages;

namespace Gatehouse.Sandbox.Images;

/// <summary>An image whose layers are unpacked and ready to be stacked; or packages, perhaps above an image.</summary>
public sealed class PreparedImage
{
    internal PreparedImage(ImageReference reference, IReadOnlyList<string> layerFolders, ProcessConfiguration process)
    {
        Reference = reference;
        LayerFolders = layerFolders;
        EntryPoint = process.EntryPoint ?? [];
        Command = process.Command ?? [];
        WorkingDirectory = process.WorkingDirectory is { Length: > 0 } folder ? folder : null;
        Environment = process.Environment ?? [];
    }

    /// <param name="below">The image that the packages run on, if any.</param>
    /// <param name="layerFolders">The image's and the packages'.</param>
    internal PreparedImage(PreparedImage? below, IReadOnlyList<string> layerFolders, IReadOnlyList<PackageReference> packages)
    {
        Reference = below?.Reference;
        LayerFolders = layerFolders;
        EntryPoint = below?.EntryPoint ?? [];
        Command = below?.Command ?? [];
        WorkingDirectory = "/var/task";
        Environment = below?.Environment ?? [];
        Packages = packages;
        BootstrapPath = Bootstrap.PathIn(layerFolders);
        MissingInterpreter = below is null ? Bootstrap.MissingInterpreter(layerFolders) : null;
    }

    /// <summary>Null for packages on an empty root.</summary>
    public ImageReference? Reference { get; }

    public IReadOnlyList<PackageReference> Packages { get; } = [];

    /// <summary>What the packages' bootstrap would be run by, where there is no image that could have it.</summary>
    public string? MissingInterpreter { get; }

    public IReadOnlyList<string> EntryPoint { get; }

    public IReadOnlyList<string> Command { get; }

    public string? WorkingDirectory { get; }

    /// <summary><c>NAME=value</c>, as the image has them.</summary>
    public IReadOnlyList<string> Environment { get; }

    /// <summary>Lowest first.</summary>
    internal IReadOnlyList<string> LayerFolders { get; }

    /// <summary>Where packages have the program of their runtime.</summary>
    internal string BootstrapPath { get; } = "";
}
