using System.Text;

namespace Gatehouse.Cli;

/// <summary>Rows of text in columns that are as wide as their widest cell.</summary>
internal sealed class TextTable(params string[] head)
{
    private readonly List<string[]> _rows = [head];

    public bool IsEmpty => _rows.Count == 1;

    /// <param name="cells">As many as the head has.</param>
    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write(TextWriter output, string indent = "")
    {
        int[] widths = [.. Enumerable.Range(0, head.Length).Select(column => _rows.Max(row => row[column].Length))];
        foreach (var row in _rows)
        {
            var line = new StringBuilder(indent);
            for (var column = 0; column < row.Length; column++)
            {
                line.Append(row[column].PadRight(widths[column])).Append("  ");
            }

            output.WriteLine(line.ToString().TrimEnd());
        }
    }
}
