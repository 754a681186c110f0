using System.Text;

namespace Gatehouse.Sandbox.Extensions;

/// <summary>The headers of a request whose names begin with <c>Lambda-Extension-</c>.</summary>
internal sealed class ExtensionHeaders
{
    internal static ReadOnlySpan<byte> Prefix => "lambda-extension-"u8;

    internal string? Name { get; private set; }

    internal string? Identifier { get; private set; }

    internal string? ErrorType { get; private set; }

    internal bool AcceptsAccount { get; private set; }

    /// <param name="name">What follows the prefix.</param>
    internal void Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (Ascii.EqualsIgnoreCase(name, "name"u8))
        {
            Name = Encoding.UTF8.GetString(value);
        }
        else if (Ascii.EqualsIgnoreCase(name, "identifier"u8))
        {
            Identifier = Encoding.Latin1.GetString(value);
        }
        else if (Ascii.EqualsIgnoreCase(name, "function-error-type"u8))
        {
            ErrorType = Encoding.Latin1.GetString(value);
        }
        else if (Ascii.EqualsIgnoreCase(name, "accept-feature"u8))
        {
            AcceptsAccount |= Encoding.Latin1.GetString(value).Split(',', StringSplitOptions.TrimEntries).Contains("accountId", StringComparer.Ordinal);
        }
    }
}
