using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Gatehouse.Registry.Blobs;

/// <summary>The part of a blob that a <c>Range</c> header asks for.</summary>
internal readonly record struct ByteRange(long First, long Count)
{
    /// <summary>
    /// Null when the whole blob is to be sent: no header, several ranges, or something that is no range. A range that lies outside comes
    /// back with a count of zero.
    /// </summary>
    public static ByteRange? Read(string? header, long length)
    {
        if (header is null || !RangeHeaderValue.TryParse(header, out var value) || value.Unit != "bytes" || value.Ranges.Count != 1)
        {
            return null;
        }

        var range = value.Ranges.Single();
        return range switch
        {
            { From: { } from } when from >= length => default(ByteRange),
            { From: { } from, To: { } to } => new ByteRange(from, Math.Min(to, length - 1) - from + 1),
            { From: { } from } => new ByteRange(from, length - from),
            { To: { } last } => new ByteRange(Math.Max(0, length - last), Math.Min(last, length)),
            _ => null,
        };
    }

    public string ContentRange(long length) =>
        string.Create(CultureInfo.InvariantCulture, $"bytes {First}-{First + Count - 1}/{length}");
}
