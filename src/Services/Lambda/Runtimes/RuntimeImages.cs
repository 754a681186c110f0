using Gatehouse.Core;
using Gatehouse.Services.Lambda.Images;

namespace Gatehouse.Services.Lambda.Runtimes;

/// <summary>The images that this server's owner runs managed runtimes on, by the runtime's name.</summary>
/// <param name="Images">Image addresses, as functions may name them.</param>
/// <param name="Home">The account and region of addresses that name none, beside the function's own.</param>
public sealed record RuntimeImages(IReadOnlyDictionary<string, string> Images, Scope Home)
{
    /// <summary>The option that sets them, for messages.</summary>
    public const string Option = "--runtime-image";

    public static RuntimeImages None { get; } = new(new Dictionary<string, string>(), default);

    /// <summary>Whether the text is an address that an image can have here.</summary>
    public static bool IsAddress(string text) => ImageUri.TryParse(text, out _);
}
