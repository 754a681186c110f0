using System.Security.Cryptography;

namespace Gatehouse.Server.DataFolder;

/// <summary>The folders behind <c>--data :memory:</c>: private, removed at exit, and removed by the next server when a process died.</summary>
internal static class TemporaryFolders
{
    private const string Prefix = "gatehouse-memory-";

    /// <summary>A server that starts or ends has a folder without a lock file for an instant; after this long nobody is at work in it.</summary>
    private static readonly TimeSpan Unlocked = TimeSpan.FromMinutes(1);

    public static string NewPath() => Path.Combine(Path.GetTempPath(), Prefix + RandomNumberGenerator.GetHexString(12, lowercase: true));

    /// <summary>Removes what dead processes left.</summary>
    public static void DeleteStale(TimeProvider time)
    {
        foreach (var folder in new DirectoryInfo(Path.GetTempPath()).EnumerateDirectories(Prefix + "*"))
        {
            try
            {
                // Anyone can plant a link in a shared temporary folder.
                if (folder.LinkTarget is null)
                {
                    DeleteIfStale(folder, time);
                }
            }
            catch (Exception failure) when (failure is DirectoryNotFoundException or UnauthorizedAccessException)
            {
                // Gone meanwhile, or another user's: theirs to remove.
            }
        }
    }

    public static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"Warning: the temporary folder {folder} could not be removed: {failure.Message}");
        }
    }

    private static void DeleteIfStale(DirectoryInfo folder, TimeProvider time)
    {
        try
        {
            // Never made here: a lock file that appears in a folder just being removed would keep it.
            using var dead = LockedFolder.TryLock(folder.FullName, FileMode.Open);
            if (dead is not null)
            {
                Delete(folder.FullName);
            }
        }
        catch (FileNotFoundException)
        {
            if (time.GetUtcNow() - folder.LastWriteTimeUtc > Unlocked)
            {
                Delete(folder.FullName);
            }
        }
    }
}
