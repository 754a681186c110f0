using System.Text;
using System.Text.Json;

namespace Gatehouse.Cli.Commands;

/// <summary>Writes the lines of a log for people, or as they came for programs.</summary>
internal sealed class LogLines(TextWriter output, bool asJson, bool colored)
{
    private const string Dim = "\e[2m";
    private const string Red = "\e[31m";
    private const string Plain = "\e[0m";

    /// <summary>Only on a terminal, and not where its owner wants none. See https://no-color.org.</summary>
    public static bool MayColor => !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public async Task WriteAsync(string line, CancellationToken cancellation)
    {
        await output.WriteLineAsync((asJson ? line : Shown(line)).AsMemory(), cancellation);
        await output.FlushAsync(cancellation);
    }

    private string Shown(string line)
    {
        using var document = JsonDocument.Parse(line);
        var message = Printable(document.RootElement.Find("message")?.GetString()?.TrimEnd('\n', '\r') ?? "");
        var time = document.RootElement.Text("time");
        return colored ? $"{Dim}{time}{Plain}  {ColorOf(message)}{message}{Plain}" : $"{time}  {message}";
    }

    private static string ColorOf(string message) =>
        message.Contains("Status: error", StringComparison.Ordinal) || message.Contains("Status: timeout", StringComparison.Ordinal)
        || message.Contains("[ERROR]", StringComparison.Ordinal) || message.Contains("Task timed out after", StringComparison.Ordinal) ? Red
        : message.StartsWith("START RequestId: ", StringComparison.Ordinal) || message.StartsWith("END RequestId: ", StringComparison.Ordinal)
        || message.StartsWith("REPORT RequestId: ", StringComparison.Ordinal) || message.StartsWith("INIT_", StringComparison.Ordinal) ? Dim
        : "";

    // Functions print what strangers sent them; none of it gets to steer the owner's terminal.
    private static string Printable(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            safe.Append(char.IsControl(character) && character is not ('\t' or '\n') ? '?' : character);
        }

        return safe.ToString();
    }
}
