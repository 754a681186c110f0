using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Gatehouse.Gateway.Usage;
using Microsoft.Extensions.Primitives;

namespace Gatehouse.Gateway.Authorizers;

/// <summary>
/// What an answer is remembered by: a digest of the identity's values, so that tokens are not kept. Counts and lengths stand before what they
/// count: no two identities make the same bytes, wherever one value ends and the next begins.
/// </summary>
internal static class IdentityKey
{
    public static KeyDigest Of(ReadOnlySpan<StringValues> identity)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Write(identity, default));
        try
        {
            return KeyDigest.Of(buffer.AsSpan(0, Write(identity, buffer)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>Writes the identity, or only measures it when there is nowhere to write.</summary>
    internal static int Write(ReadOnlySpan<StringValues> identity, Span<byte> destination)
    {
        var length = Number(identity.Length, destination);
        foreach (var source in identity)
        {
            length += Number(source.Count, destination.IsEmpty ? default : destination[length..]);
            foreach (var value in source)
            {
                // The characters as they are: an encoding could take two texts for one.
                var bytes = MemoryMarshal.AsBytes(value.AsSpan());
                length += Number(bytes.Length, destination.IsEmpty ? default : destination[length..]);
                if (!destination.IsEmpty)
                {
                    bytes.CopyTo(destination[length..]);
                }

                length += bytes.Length;
            }
        }

        return length;
    }

    private static int Number(int number, Span<byte> destination)
    {
        if (!destination.IsEmpty)
        {
            BinaryPrimitives.WriteInt32LittleEndian(destination, number);
        }

        return sizeof(int);
    }
}
