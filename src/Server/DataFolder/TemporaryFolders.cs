using System.Security.Cryptography;

namespace Gatehouse.Server.DataFolder;

/// <summary>The folders behind <c>--data :memory:</c>: private, removed at exit, and removed by the next server when a process died.</summary>
internal static class TemporaryFolders
{
    private const string Prefix = "gatehouse-memory-";

    public static string NewPath() => Path.Combine(Path.GetTempPath(), Prefix + RandomNumberGenerator.GetHexString(12, lowercase: true));

    /// <summary>Removes what dead processes left. A folder without a lock file may be a server's that is just starting; it stays.</summary>
    public static void DeleteStale()
    {
        foreach (var folder in new DirectoryInfo(Path.GetTempPath()).EnumerateDirectories(Prefix + "*"))
        {
            // Anyone can plant a link in a shared temporary folder.
            if (folder.LinkTarget is not null || !File.Exists(Path.Combine(folder.FullName, LockedFolder.LockName)))
            {
                continue;
            }

            try
            {
                using var dead = LockedFolder.TryLock(folder.FullName);
                if (dead is not null)
                {
                    Delete(folder.FullName);
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
}
