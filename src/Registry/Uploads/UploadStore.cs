using System.Collections.Concurrent;
using System.Security.Cryptography;
using Gatehouse.Core;
using Gatehouse.Registry.Blobs;
using Gatehouse.Registry.Catalog;

namespace Gatehouse.Registry.Uploads;

/// <summary>The uploads under way, as files <c>repositories/{account}/{region}/{name}/_uploads/{uuid}</c>.</summary>
/// <param name="time">The machine's: the ages of files are measured by it.</param>
public sealed class UploadStore(RepositoryBlobs blobs, TimeProvider time)
{
    /// <summary>More at once to one repository are refused: each is a file on disk that nobody may ever finish.</summary>
    public const int MostPerRepository = 1000;

    // As long as the reference registry keeps them.
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private readonly ConcurrentDictionary<string, Upload> _uploads = new(StringComparer.Ordinal);

    /// <summary>A new, empty upload; null when the repository has too many. Removes what was abandoned.</summary>
    public Upload? Start(RepositoryName repository, HashAlgorithmName algorithm)
    {
        var folder = blobs.UploadsOf(repository);
        DurableFolder.Create(folder);
        if (SweepAndCount(folder) >= MostPerRepository)
        {
            return null;
        }

        var id = Ids.Uuid();
        var path = Path.Combine(folder, id);
        File.Create(path).Dispose();
        var upload = new Upload(blobs, repository, id, path, 0, algorithm);
        _uploads[id] = upload;
        return upload;
    }

    /// <summary>The upload with this id to this repository, also one from before a restart; null when there is none.</summary>
    public Upload? Find(RepositoryName repository, string id)
    {
        if (!Guid.TryParseExact(id, "D", out var uuid))
        {
            return null;
        }

        id = uuid.ToString("D");
        var file = new FileInfo(Path.Combine(blobs.UploadsOf(repository), id));
        if (!file.Exists)
        {
            _uploads.TryRemove(id, out _);
            return null;
        }

        var upload = _uploads.GetOrAdd(
            id, _ => new Upload(blobs, repository, id, file.FullName, file.Length, HashAlgorithmName.SHA256));
        return upload.Repository == repository ? upload : null;
    }

    /// <summary>Forgets an upload that was finished or thrown away.</summary>
    public void Forget(Upload upload) => _uploads.TryRemove(upload.Id, out _);

    /// <summary>Deletes the uploads that nobody went on with for a week. A dry run deletes nothing.</summary>
    internal (int Count, long Bytes) Sweep(bool dryRun)
    {
        var oldest = time.GetUtcNow() - Lifetime;
        var (count, bytes) = (0, 0L);
        foreach (var repository in blobs.Repositories())
        {
            var folder = new DirectoryInfo(blobs.UploadsOf(repository));
            foreach (var file in folder.Exists ? folder.EnumerateFiles().Where(file => file.Exists && file.LastWriteTimeUtc < oldest) : [])
            {
                (count, bytes) = (count + 1, bytes + file.Length);
                if (!dryRun)
                {
                    _uploads.TryRemove(file.Name, out _);
                    file.Delete();
                }
            }
        }

        return (count, bytes);
    }

    private int SweepAndCount(string folder)
    {
        var oldest = time.GetUtcNow() - Lifetime;
        var count = 0;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles())
        {
            if (file.LastWriteTimeUtc >= oldest)
            {
                count++;
                continue;
            }

            _uploads.TryRemove(file.Name, out _);
            file.Delete();
        }

        return count;
    }
}
