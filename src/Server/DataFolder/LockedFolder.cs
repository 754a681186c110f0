using System.Globalization;

namespace Gatehouse.Server.DataFolder;

/// <summary>A data folder that belongs to this process. The lock goes with the process, however that ends.</summary>
internal sealed class LockedFolder : IDisposable
{
    /// <summary>The locked file. It also marks a folder as ours.</summary>
    internal const string LockName = "gatehouse.lock";

    /// <summary>The owner's process id, beside the lock: a file under flock cannot be opened by the other process even to read.</summary>
    private const string HolderName = "gatehouse.pid";

    private readonly FileStream _lock;
    private readonly bool _isTemporary;

    private LockedFolder(string path, FileStream @lock, bool isTemporary)
    {
        Path = path;
        _lock = @lock;
        _isTemporary = isTemporary;
    }

    public string Path { get; }

    /// <summary>What the ready line says of it.</summary>
    public string Description => _isTemporary ? ":memory:" : Path;

    /// <param name="path">Null makes a private folder that goes with the process.</param>
    public static LockedFolder Open(string? path) => path is null ? OpenTemporary() : OpenLasting(path);

    public void Dispose()
    {
        // Deleted under the lock: a new server never sees half of it as stale.
        if (_isTemporary)
        {
            TemporaryFolders.Delete(Path);
        }

        _lock.Dispose();
    }

    /// <summary>Null when another process holds it.</summary>
    /// <param name="mode">Whether the lock file may be made.</param>
    internal static FileStream? TryLock(string folder, FileMode mode)
    {
        try
        {
            // FileShare.None takes flock(LOCK_EX | LOCK_NB).
            return new FileStream(System.IO.Path.Combine(folder, LockName), mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException failure) when (failure is not (DirectoryNotFoundException or FileNotFoundException))
        {
            return null;
        }
    }

    private static LockedFolder OpenTemporary()
    {
        TemporaryFolders.DeleteStale(TimeProvider.System);
        while (true)
        {
            var path = TemporaryFolders.NewPath();
            PrivateFiles.CreateFolder(path);
            if (TryLock(path, FileMode.OpenOrCreate) is { } @lock)
            {
                Sign(path);
                return new LockedFolder(path, @lock, isTemporary: true);
            }
        }
    }

    private static LockedFolder OpenLasting(string path)
    {
        try
        {
            PrivateFiles.CreateFolder(path);
            RefuseForeign(path);
            if (TryLock(path, FileMode.OpenOrCreate) is not { } @lock)
            {
                throw new StartException(
                    $"The data folder {path} is in use by {Holder(path)}. Stop that one, or give this one another folder with --data.");
            }

            // The folder holds keys and credentials; it may have been made by hand with a wider mode.
            PrivateFiles.Narrow(path);
            Sign(path);
            return new LockedFolder(path, @lock, isTemporary: false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The data folder {path} cannot be used: {failure.Message} Name another with --data.", failure);
        }
    }

    // Narrowing the mode of somebody's home, or of /tmp, would do harm.
    private static void RefuseForeign(string path)
    {
        if (!File.Exists(System.IO.Path.Combine(path, LockName)) &&
            Directory.EnumerateFileSystemEntries(path).Any(entry => System.IO.Path.GetFileName(entry) != "lost+found"))
        {
            throw new StartException($"{path} holds files but is not a data folder of Gatehouse. Name a new or an empty folder with --data.");
        }
    }

    private static void Sign(string path) =>
        File.WriteAllText(System.IO.Path.Combine(path, HolderName), string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n"));

    private static string Holder(string path)
    {
        try
        {
            return File.ReadAllText(System.IO.Path.Combine(path, HolderName)).Trim() is { Length: > 0 } pid ? $"process {pid}" : "another process";
        }
        catch (IOException)
        {
            // The other one has the lock and is about to write its number.
            return "another process";
        }
    }
}
