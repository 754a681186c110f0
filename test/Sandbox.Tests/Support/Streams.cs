using System.Buffers;
using System.Text;
using Gatehouse.Sandbox.Pool;

namespace Gatehouse.Sandbox.Tests.Support;

/// <summary>Calls whose reply is read while it comes.</summary>
internal static class Streams
{
    extension(FunctionPool pool)
    {
        internal Invocation Begin(string what, string rest)
        {
            var invocation = pool.Begin();
            invocation.Event.Write(Encoding.UTF8.GetBytes($$"""{"{{what}}":"{{rest}}"}"""));
            return invocation;
        }

        /// <summary>Has the function stream so many bytes, and counts them.</summary>
        internal async Task<(long Length, InvocationOutcome Outcome, string? Type)> MeasureAsync(long size)
        {
            using var invocation = pool.Begin("stream", $"{size}");
            var stream = new ReplyStream();
            var ending = invocation.SendAsync(new InvocationOptions { Stream = stream });
            var length = 0L;
            for (var bytes = await stream.ReadAsync(); bytes.Length > 0; bytes = await stream.ReadAsync())
            {
                length += bytes.Length;
            }

            return (length, await ending, invocation.ErrorType);
        }

        internal async Task<Streamed> StreamAsync(string what, string rest)
        {
            using var invocation = pool.Begin(what, rest);
            var stream = new ReplyStream();
            var ending = invocation.SendAsync(new InvocationOptions { Stream = stream });
            var text = new StringBuilder();
            for (var bytes = await stream.ReadAsync(); bytes.Length > 0; bytes = await stream.ReadAsync())
            {
                text.Append(Encoding.UTF8.GetString(bytes.Span));
            }

            var outcome = await ending.AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            return new Streamed(await stream.Begun, stream.ContentType, text.ToString(), outcome, invocation.ErrorType, Encoding.UTF8.GetString(invocation.Reply.Span));
        }
    }
}

/// <summary>What one streamed call came back with; <paramref name="Reply"/> is what came in one piece.</summary>
internal sealed record Streamed(bool Begun, string? ContentType, string Text, InvocationOutcome Outcome, string? ErrorType, string Reply);
