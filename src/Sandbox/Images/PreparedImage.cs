namespace Gatehouse.Sandbox.Images;

/// <summary>An image whose layers are unpacked and ready to be stacked.</summary>
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

    public ImageReference Reference { get; }

    public IReadOnlyList<string> EntryPoint { get; }

    public IReadOnlyList<string> Command { get; }

    public string? WorkingDirectory { get; }

    /// <summary><c>NAME=value</c>, as the image has them.</summary>
    public IReadOnlyList<string> Environment { get; }

    /// <summary>Lowest first.</summary>
    internal IReadOnlyList<string> LayerFolders { get; }
}
