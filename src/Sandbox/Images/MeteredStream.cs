using System.Security.Cryptography;
using Gatehouse.Core;

namespace Gatehouse.Sandbox.Images;

/// <summary>Hashes what passes and counts it against a budget.</summary>
internal sealed class MeteredStream(Stream inner, UnpackBudget? budget) : ForwardStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Reads what is left, then says what the whole stream's digest is.</summary>
    internal string Finish()
    {
        var rest = new byte[81920];
        while (Read(rest) > 0)
        {
        }

        return Digest.Of(_hash.GetCurrentHash());
    }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        _hash.AppendData(buffer[..read]);
        budget?.TakeBytes(read);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
