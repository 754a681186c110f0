namespace Gatehouse.Services.Logs.Segments;

/// <summary>Reads the bytes of segments, which may be deleted at any moment.</summary>
internal static class SegmentFile
{
    /// <summary>How many bytes there were: fewer than asked for when the file is gone.</summary>
    public static int Load(string path, long offset, Span<byte> buffer)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var loaded = 0;
            while (loaded < buffer.Length && RandomAccess.Read(file, buffer[loaded..], offset + loaded) is > 0 and var read)
            {
                loaded += read;
            }

            return loaded;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            // It expired, or its group was deleted, since the reader looked: its events are gone.
            return 0;
        }
    }
}
