using System.Text;

namespace Gatehouse.Wire.Query;

/// <summary>A form as a tree: <c>Tags.member.1.Key=a</c> is <c>Tags → member → 1 → Key</c>.</summary>
internal sealed class Form
{
    // Deeper than any shape of IAM or STS; a hostile name must not make a deep tree.
    private const int MaxDepth = 16;

    public string? Value { get; private set; }

    public SortedDictionary<string, Form> Children { get; } = new(StringComparer.Ordinal);

    public static Form Parse(ReadOnlySpan<byte> body, string? query)
    {
        var root = new Form();
        root.Read(Encoding.UTF8.GetString(body));
        root.Read(query?.TrimStart('?') ?? "");
        return root;
    }

    public Form? Find(string name) => Children.GetValueOrDefault(name);

    /// <summary>Entries of a list or map in the order of their numbers.</summary>
    public IEnumerable<Form> Numbered() =>
        Children.Where(child => int.TryParse(child.Key, out _)).OrderBy(child => int.Parse(child.Key, System.Globalization.CultureInfo.InvariantCulture)).Select(child => child.Value);

    private void Read(string pairs)
    {
        foreach (var pair in pairs.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            var node = this;
            foreach (var part in name.Split('.', MaxDepth))
            {
                if (!node.Children.TryGetValue(part, out var next))
                {
                    node.Children.Add(part, next = new Form());
                }

                node = next;
            }

            node.Value = equals < 0 ? "" : Decode(pair[(equals + 1)..]);
        }
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
