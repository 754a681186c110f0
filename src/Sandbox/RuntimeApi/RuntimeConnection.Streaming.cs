using Gatehouse.Sandbox.Pool;

namespace Gatehouse.Sandbox.RuntimeApi;

/// <summary>Answers that come piece by piece: they are passed on as they arrive, and no faster than their caller takes them.</summary>
internal sealed partial class RuntimeConnection
{
    // AWS's limit since 2025, 20 MB before. Its 2 MB/s beyond the first 6 MB are not copied: here nobody shares that line.
    private const long MostStreamed = 200L * 1024 * 1024;

    // What comes beyond a limit is still read, so that the runtime hears of it instead of a broken connection. Not for ever.
    private const long MostDiscarded = 64L * 1024 * 1024;
    private const int StreamReadSize = 64 * 1024;

    private async ValueTask<bool> ReadStreamAsync(RequestHead head, long claim)
    {
        var contentType = head.ReadContentType(_input.WrittenSpan);
        _input.Consume(head.Length);
        ReplyStream? caller = null;
        var refusal = head.Mode == ResponseMode.Unknown ? RuntimeReplies.InvalidResponseMode : _session.BeginStream(claim, out caller);
        if (refusal is not null)
        {
            return await RefuseStreamAsync(head, refusal);
        }

        caller?.Begin(contentType);
        _body.Clear();
        if (head.ExpectsContinue)
        {
            Write(RuntimeReplies.Continue);
        }

        try
        {
            var body = new StreamBody(head);
            return await PassOnAsync(body, caller) switch
            {
                StreamResult.Complete => EndStream(claim, tooLarge: false, body.Trailers),
                StreamResult.TooLarge => EndStream(claim, tooLarge: true, default) && await DiscardAsync(body),
                var broken => BreakStream(claim, broken),
            };
        }
        finally
        {
            _session.CloseStream();
        }
    }

    private async ValueTask<bool> RefuseStreamAsync(RequestHead head, byte[] refusal)
    {
        var body = await ReadBodyAsync(head);
        var isWhole = body is BodyResult.Complete or BodyResult.TooLarge;
        Write(isWhole ? refusal : body == BodyResult.Malformed ? RuntimeReplies.BadRequest : RuntimeReplies.Truncated);
        return isWhole;
    }

    private async ValueTask<StreamResult> PassOnAsync(StreamBody body, ReplyStream? caller)
    {
        var left = caller is null ? BodyReader.MostBytes : MostStreamed;
        while (true)
        {
            var result = body.Take(_input, out var data);
            switch (result)
            {
                case StreamResult.Incomplete when await FillForStreamAsync():
                    break;
                case StreamResult.Data when (left -= data.Length) < 0:
                    return StreamResult.TooLarge;
                case StreamResult.Data when caller is null:
                    _body.Append(data.Span);
                    break;
                case StreamResult.Data:
                    // A caller that has gone takes nothing; the function goes on to its end all the same.
                    await caller.WriteAsync(data);
                    break;
                default:
                    return result;
            }
        }
    }

    private bool EndStream(long claim, bool tooLarge, in StreamTrailers trailers)
    {
        Write(_session.EndStream(claim, tooLarge, trailers, ref _body, out var answered, out _outcome));
        SettleAnswered();
        _answered = answered;
        return true;
    }

    private bool BreakStream(long claim, StreamResult how)
    {
        _session.BreakStream(claim, garbled: how == StreamResult.Malformed);
        Write(how == StreamResult.Malformed ? RuntimeReplies.BadRequest : RuntimeReplies.Truncated);
        return false;
    }

    private async ValueTask<bool> DiscardAsync(StreamBody body)
    {
        for (var left = MostDiscarded; left >= 0;)
        {
            var result = body.Take(_input, out var data);
            left -= data.Length;
            if (result is StreamResult.Complete or StreamResult.Malformed || (result == StreamResult.Incomplete && !await FillForStreamAsync()))
            {
                return result == StreamResult.Complete;
            }
        }

        return false;
    }

    private async ValueTask<bool> FillForStreamAsync()
    {
        await FlushAsync();
        SettleAnswered();
        var read = await _link.ReceiveAsync(_input.GetMemory(StreamReadSize));
        _input.Advance(read);
        return read > 0;
    }
}
