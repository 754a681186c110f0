using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.RuntimeApi.Links;

namespace Gatehouse.Sandbox.RuntimeApi;

/// <summary>
/// One connection of a runtime to its Runtime API. A loop of our own rather than a web server's: measured at twice the
/// invocations a second, because the reply and the next poll are read together and the 202 leaves with the next event.
/// </summary>
internal sealed partial class RuntimeConnection : IDisposable
{
    private const int ReadSize = 16 * 1024;

    private readonly IRuntimeLink _link;
    private readonly RuntimeSession _session;
    private readonly PooledBuffer _input = new();
    private readonly Lock _outputGate = new();
    private readonly HeldReplies _held;
    private PooledBuffer _output = new();
    private PooledBuffer _sending = new();
    private PooledBuffer _body = new();
    private bool _isSending;
    private bool _isHeld;
    private bool _closes;
    private bool _isLast;
    private volatile bool _parked;
    private Invocation? _answered;
    private InvocationOutcome _outcome;

    internal RuntimeConnection(IRuntimeLink link, RuntimeSession session, HeldReplies held) => (_link, _session, _held) = (link, session, held);

    /// <summary>True when nothing is held back or on its way.</summary>
    internal bool IsQuiet
    {
        get
        {
            lock (_outputGate)
            {
                return _output.Length == 0 && !_isSending;
            }
        }
    }

    /// <summary>Answers the parked poll with an event. Any thread.</summary>
    internal void Deliver(Invocation invocation, DateTimeOffset deadline)
    {
        Write(invocation, deadline);
        _ = FlushAsync();
    }

    /// <summary>Answers the parked poll of an extension. Any thread.</summary>
    internal void Deliver(ReadOnlySpan<byte> reply)
    {
        Write(reply);
        _parked = false;
        _ = FlushAsync();
    }

    /// <summary>Sends what was held back. Any thread.</summary>
    internal void Release()
    {
        lock (_outputGate)
        {
            _isHeld = false;
        }

        _ = FlushAsync();
    }

    internal async Task RunAsync()
    {
        try
        {
            while (await ReadRequestAsync())
            {
            }

            await FlushAsync();
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The runtime hung up or was killed; the sandbox hears of its end from the process itself.
        }
        finally
        {
            SettleAnswered();
            _session.Closed(this);
            Dispose();
        }
    }

    public void Dispose() => _link.Dispose();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ReadRequestAsync()
    {
        RequestHead head;
        HeadResult result;
        while ((result = RequestHead.TryRead(_input.WrittenSpan, out head)) == HeadResult.Incomplete)
        {
            if (!await FillAsync())
            {
                return false;
            }
        }

        if (result == HeadResult.Malformed)
        {
            Write(RuntimeReplies.BadRequest);
            return false;
        }

        var claim = head.Call is RuntimeCall.Response or RuntimeCall.Error ? _session.Claim(_input.WrittenSpan[head.RequestId]) : default;
        if (head.Mode != ResponseMode.Buffered && head.Call == RuntimeCall.Response)
        {
            return await ReadStreamAsync(head, claim) && !head.Close;
        }

        var hasCause = head.Call == RuntimeCall.Error && head.ReadContentType(_input.WrittenSpan) == ErrorCause.ContentType;
        _input.Consume(head.Length);
        _closes = head.Close;
        var body = await ReadBodyAsync(head);
        if (body is BodyResult.Malformed or BodyResult.Incomplete)
        {
            Write(body == BodyResult.Malformed ? RuntimeReplies.BadRequest : RuntimeReplies.Truncated);
            return false;
        }

        if (hasCause && body == BodyResult.Complete)
        {
            ErrorCause.RemoveFrom(_body);
        }

        return await DispatchAsync(head, claim, body) && !head.Close;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<BodyResult> ReadBodyAsync(RequestHead head)
    {
        _body.Clear();
        if (head.ExpectsContinue)
        {
            Write(RuntimeReplies.Continue);
        }

        var reader = new BodyReader(head);
        BodyResult result;
        while ((result = reader.Take(_input, _body)) == BodyResult.Incomplete)
        {
            if (!await FillAsync())
            {
                break;
            }
        }

        return result;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> DispatchAsync(RequestHead head, long claim, BodyResult body)
    {
        switch (head.Call)
        {
            case RuntimeCall.Next:
                return await PollAsync();
            case RuntimeCall.Response or RuntimeCall.Error:
                Write(_session.Answer(claim, head, body == BodyResult.TooLarge, ref _body, out var answered, out _outcome));
                SettleAnswered();
                _answered = answered;
                return true;
            case RuntimeCall.InitError:
                Write(_session.FailInit(head, _body));
                return true;
            case RuntimeCall.Ping:
                Write(RuntimeReplies.Pong);
                return true;
            case >= RuntimeCall.ExtensionRegister:
                _parked = head.Call == RuntimeCall.ExtensionNext;
                if (_session.ServeExtension(this, head, _body) is not { } reply)
                {
                    return await StayParkedAsync();
                }

                _parked = false;
                Write(reply);
                return true;
            default:
                Write(RuntimeReplies.NotFound);
                return true;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> PollAsync()
    {
        if (_session.IsStreaming)
        {
            // A runtime that hung up on its streamed answer and came back is to be met where that answer ended.
            await _session.DrainStreamAsync();
        }

        _parked = true;
        if (_session.Poll(this, out var invocation, out var deadline) is { } refusal)
        {
            _parked = false;
            Write(refusal);
            return true;
        }

        if (invocation is not null)
        {
            Write(invocation, deadline);
            return true;
        }

        return await StayParkedAsync();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> StayParkedAsync()
    {
        // Reading goes on meanwhile, to notice when the runtime hangs up. Whatever comes before our answer breaks HTTP.
        if (_input.Length > 0 || !await FillAsync())
        {
            return false;
        }

        return !_parked;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> FillAsync()
    {
        // The runtime's next event leaves first and never waits for the caller's continuation; the caller never waits for a
        // runtime that does not read.
        var flushed = _parked ? HoldOutput() : FlushAsync();
        SettleAnswered();
        await flushed;
        var read = await _link.ReceiveAsync(_input.GetMemory(ReadSize));
        _input.Advance(read);
        return read > 0;
    }

    private void SettleAnswered()
    {
        if (_answered is { } invocation)
        {
            _answered = null;
            invocation.Complete(_outcome);
        }
    }

    private Task HoldOutput()
    {
        bool holds;
        lock (_outputGate)
        {
            holds = _output.Length > 0 && !_isSending && !_isHeld;
            _isHeld |= holds;
        }

        if (holds)
        {
            _held.Add(this);
        }

        return Task.CompletedTask;
    }

    private void Write(ReadOnlySpan<byte> reply)
    {
        lock (_outputGate)
        {
            _output.Append(reply);
        }
    }

    private void Write(Invocation invocation, DateTimeOffset deadline)
    {
        lock (_outputGate)
        {
            RuntimeReplies.WriteEvent(_output, invocation, _session.FunctionArn, deadline);
            _isLast = _closes;
        }

        _parked = false;
    }

    // One sender at a time; what others write meanwhile goes out in its next round.
    private async Task FlushAsync()
    {
        while (TryTakeOutput())
        {
            try
            {
                for (var rest = _sending.Written; rest.Length > 0;)
                {
                    rest = rest[await _link.SendAsync(rest)..];
                }
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // Nobody reads any more. The receiving side ends the connection; sending stays blocked until then.
                return;
            }

            lock (_outputGate)
            {
                _sending.Clear();
                _isSending = false;
            }
        }
    }

    private bool TryTakeOutput()
    {
        lock (_outputGate)
        {
            if (_isSending || _output.Length == 0)
            {
                if (_isLast && !_isSending)
                {
                    // The poll asked for the connection to be closed after its event, and some clients read until then.
                    _isLast = false;
                    _link.EndSending();
                }

                return false;
            }

            _isSending = true;
            (_sending, _output) = (_output, _sending);
            return true;
        }
    }
}
