using Gatehouse.Services.Logs.Segments;

namespace Gatehouse.Services.Logs.Events;

/// <summary>GetLogEvents' tokens: <c>f/…/s</c> reads from a position on, <c>b/…/s</c> up to it.</summary>
internal static class StreamToken
{
    public static string Forward(EventPosition position) => $"f/{position}/s";

    public static string Backward(EventPosition position) => $"b/{position}/s";

    public static (bool Backward, EventPosition Position) Read(string token) =>
        token.Split('/') is ["f" or "b", var digits, "s"] && EventPosition.TryParse(digits, out var position)
            ? (token[0] == 'b', position)
            : throw LogsErrors.InvalidToken();
}
