namespace Gatehouse.Sandbox.Images;

/// <summary>What is left of the room that one image may take; a decompression bomb runs into it.</summary>
internal sealed class UnpackBudget(long bytes = UnpackBudget.MostBytes, long entries = UnpackBudget.MostEntries)
{
    // Lambda's limit on an image, uncompressed.
    private const long MostBytes = 10L * 1024 * 1024 * 1024;

    // Ten times the largest images in wide use; each entry costs an inode.
    private const long MostEntries = 2_000_000;

    private long _bytes = bytes;
    private long _entries = entries;

    internal void TakeBytes(long count)
    {
        if (Interlocked.Add(ref _bytes, -count) < 0)
        {
            throw new ImageRejectedException(ImageRejection.TooLarge, "The image is larger than 10 GB uncompressed.");
        }
    }

    internal void TakeEntry()
    {
        if (Interlocked.Decrement(ref _entries) < 0)
        {
            throw new ImageRejectedException(ImageRejection.TooLarge, "The image has too many files.");
        }
    }
}
