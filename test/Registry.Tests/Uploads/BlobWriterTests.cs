using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Gatehouse.Registry.Uploads;

namespace Gatehouse.Registry.Tests.Uploads;

public sealed class BlobWriterTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(5_000_000)] // several buffers
    public async Task FullDisk_IsReportedAndNothingCounts(int size)
    {
        // The kernel's own full disk.
        using var file = File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var writer = new BlobWriter(file, hash, start: 0);

        await writer.CopyAsync(PipeReader.Create(new ReadOnlySequence<byte>(new byte[size])), size, TestContext.Current.CancellationToken);

        Assert.Contains("No space left", writer.Fault, StringComparison.Ordinal);
        Assert.Equal(0, writer.Length);
        Assert.Equal(SHA256.HashData([]), hash.GetCurrentHash());
    }
}
