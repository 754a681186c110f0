using System.Text.Json;
using Gatehouse.Sandbox.Pool;
using Gatehouse.Sandbox.RuntimeApi;

namespace Gatehouse.Sandbox.Extensions;

/// <summary>The conversation with all extensions of one sandbox. There is one only where an extension is, or tries to be.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html</remarks>
internal sealed class ExtensionSession(FunctionRevision revision, InvocationJournal journal, TimeProvider time)
{
    internal const int MostExtensions = 10;

    // File names end there, and names go into log lines.
    private const int LongestName = 255;

    private readonly Lock _gate = new();
    private readonly List<Extension> _extensions = [];
    private bool _closed;
    private bool _awaitsRegistration;

    /// <summary>Something may have changed in <see cref="AreSettled"/>.</summary>
    internal required Action Settled { get; init; }

    /// <summary>Every external extension has registered: time for the runtime.</summary>
    internal required Action Complete { get; init; }

    /// <summary>An extension has reported that it cannot go on.</summary>
    internal required Action Failed { get; init; }

    /// <summary>False when somebody only tried: such a sandbox is like one without.</summary>
    internal bool Any => Read(static extensions => extensions.Count > 0);

    /// <summary>True when there is one that lives beside the runtime's process.</summary>
    internal bool AnyExternal => Read(static extensions => extensions.Exists(extension => extension.IsExternal));

    /// <summary>True when all have asked for their next event.</summary>
    internal bool AreSettled => Read(static extensions => extensions.TrueForAll(extension => extension.State == ExtensionState.Ready));

    /// <summary>True when nobody is left who might still do something with the sandbox's end.</summary>
    internal bool AreFinished =>
        Read(static extensions => !extensions.Exists(extension => extension.IsExternal && extension.State != ExtensionState.Exited && extension.Wants(RegisterRequest.Shutdown)));

    /// <summary>The first failure that an extension reported itself.</summary>
    internal string? ReportedFailure => Read(static extensions => extensions.Select(TypeOf).FirstOrDefault(type => type is not null));

    /// <summary>The external extensions that are about to start. The runtime waits for them.</summary>
    internal void Expect(IReadOnlyList<string> names)
    {
        lock (_gate)
        {
            _awaitsRegistration = true;
            _extensions.AddRange(names.Select(name => new Extension(name, isExternal: true)));
        }
    }

    internal byte[] Register(ExtensionHeaders? headers, ReadOnlyMemory<byte> body)
    {
        var name = headers?.Name;
        if (string.IsNullOrEmpty(name))
        {
            return ExtensionReplies.EmptyName;
        }

        if (name.Length > LongestName || name.Any(char.IsControl))
        {
            return ExtensionReplies.InvalidName;
        }

        var request = RegisterRequest.Read(body);
        if (request.Fault is { } fault)
        {
            return ExtensionReplies.InvalidFormat(fault);
        }

        Extension? extension;
        bool complete;
        lock (_gate)
        {
            extension = _extensions.Find(known => known.IsExternal && known.Name == name);
            var allowed = extension is null ? [RegisterRequest.Invoke] : (string[])[RegisterRequest.Invoke, RegisterRequest.Shutdown];
            if (request.Events.FirstOrDefault(wanted => !allowed.Contains(wanted, StringComparer.Ordinal)) is { } strange)
            {
                return ExtensionReplies.InvalidEvent(strange.Length > LongestName ? strange[..LongestName] : strange);
            }

            if (extension is null)
            {
                if (_closed)
                {
                    return ExtensionReplies.RegistrationClosed;
                }

                if (_extensions.Exists(known => known.Name == name))
                {
                    return ExtensionReplies.NameTaken;
                }

                if (_extensions.Count >= MostExtensions)
                {
                    return ExtensionReplies.TooMany;
                }

                _extensions.Add(extension = new Extension(name, isExternal: false));
            }

            if (extension.State != ExtensionState.Started)
            {
                return ExtensionReplies.InvalidTransition(extension.State, ExtensionState.Registered, name);
            }

            (extension.State, extension.Events) = (ExtensionState.Registered, request.Events);
            complete = _awaitsRegistration && !_extensions.Exists(other => other.State == ExtensionState.Started);
            _awaitsRegistration &= !complete;
        }

        if (complete)
        {
            Complete();
        }

        return ExtensionReplies.Registered(extension.Identifier, revision, headers!.AcceptsAccount);
    }

    /// <summary>An extension asks for its next event. Null means that the connection is parked until there is one.</summary>
    internal byte[]? Next(ExtensionHeaders? headers, RuntimeConnection connection)
    {
        lock (_gate)
        {
            if (Find(headers, out var extension) is { } refusal)
            {
                return refusal;
            }

            if (extension!.State is not (ExtensionState.Registered or ExtensionState.Ready or ExtensionState.Running))
            {
                return ExtensionReplies.InvalidTransition(extension.State, ExtensionState.Ready, extension.Identifier.ToString());
            }

            if (extension.Pending is { } waiting)
            {
                extension.Pending = null;
                return waiting;
            }

            (extension.State, extension.Poller) = (ExtensionState.Ready, connection);
        }

        Settled();
        return null;
    }

    /// <summary>An extension reports that its start failed, or that it is about to exit for an error.</summary>
    internal byte[] Fail(ExtensionHeaders? headers, ExtensionState state)
    {
        lock (_gate)
        {
            if (Find(headers, out var extension) is { } refusal)
            {
                return refusal;
            }

            if (string.IsNullOrEmpty(headers!.ErrorType))
            {
                return ExtensionReplies.MissingErrorType;
            }

            var allowed = state == ExtensionState.InitError
                ? extension!.State == ExtensionState.Registered
                : extension!.State is ExtensionState.Registered or ExtensionState.Ready or ExtensionState.Running;
            if (!allowed)
            {
                return ExtensionReplies.InvalidTransition(extension.State, state, extension.Identifier.ToString());
            }

            (extension.State, extension.ErrorType) = (state, headers.ErrorType.Length > LongestName ? headers.ErrorType[..LongestName] : headers.ErrorType);
            journal.Extension(extension);
        }

        Failed();
        return RuntimeReplies.Accepted;
    }

    /// <summary>Who sends this header? For the Telemetry API. The reply is null when the extension is known.</summary>
    internal byte[]? Identify(ExtensionHeaders? headers, out string name)
    {
        lock (_gate)
        {
            var refusal = Find(headers, out var extension);
            name = extension?.Name ?? "";
            return refusal;
        }
    }

    /// <summary>The runtime has asked for its first event: nobody may join any more.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }

    internal bool IsClosed => Read(_ => _closed);

    /// <summary>All have started well.</summary>
    internal void Announce()
    {
        lock (_gate)
        {
            _extensions.ForEach(journal.Extension);
        }
    }

    /// <summary>Tells those who asked for it of an invocation that begins.</summary>
    internal void Invoke(Invocation invocation, DateTimeOffset deadline)
    {
        var reply = ExtensionReplies.Event(json =>
        {
            json.WriteString("eventType", RegisterRequest.Invoke);
            json.WriteNumber("deadlineMs", deadline.ToUnixTimeMilliseconds());
            json.WriteString("requestId", invocation.RequestId);
            json.WriteString("invokedFunctionArn", invocation.Options.InvokedArn ?? revision.FunctionArn);
            json.WriteStartObject("tracing");
            json.WriteString("type", "X-Amzn-Trace-Id");
            json.WriteString("value", invocation.Options.TraceId ?? "");
            json.WriteEndObject();
        });
        Give(extension => extension.Wants(RegisterRequest.Invoke), reply);
    }

    /// <summary>Tells those who asked for it that the sandbox ends.</summary>
    internal void Shutdown(string reason, TimeSpan left)
    {
        var reply = ExtensionReplies.Event(json =>
        {
            json.WriteString("eventType", RegisterRequest.Shutdown);
            json.WriteString("shutdownReason", reason);
            json.WriteNumber("deadlineMs", (time.GetUtcNow() + left).ToUnixTimeMilliseconds());
        });

        // One that is still at work takes it when it asks for the next event.
        Give(extension => extension.Wants(RegisterRequest.Shutdown) && extension.State is ExtensionState.Registered or ExtensionState.Ready or ExtensionState.Running, reply);
    }

    /// <summary>The process of an external extension has ended. Returns what it had reported before, if anything.</summary>
    internal string? Exited(string name)
    {
        lock (_gate)
        {
            var extension = _extensions.Find(known => known.IsExternal && known.Name == name)!;
            var type = TypeOf(extension);
            (extension.State, extension.Poller) = (ExtensionState.Exited, null);
            return type;
        }
    }

    internal void Closed(RuntimeConnection connection)
    {
        lock (_gate)
        {
            foreach (var extension in _extensions.Where(extension => extension.Poller == connection))
            {
                extension.Poller = null;
            }
        }
    }

    private static string? TypeOf(Extension extension) => extension.State switch
    {
        ExtensionState.InitError => "Extension.InitError",
        ExtensionState.ExitError => "Extension.ExitError",
        _ => null,
    };

    private byte[]? Find(ExtensionHeaders? headers, out Extension? extension)
    {
        extension = null;
        if (string.IsNullOrEmpty(headers?.Identifier))
        {
            return ExtensionReplies.MissingIdentifier;
        }

        if (!Guid.TryParse(headers.Identifier, out var identifier))
        {
            return ExtensionReplies.InvalidIdentifier;
        }

        extension = _extensions.Find(known => known.Identifier == identifier && known.State != ExtensionState.Started);
        return extension is null ? ExtensionReplies.Unknown(identifier) : null;
    }

    private void Give(Predicate<Extension> whom, byte[] reply)
    {
        List<RuntimeConnection> pollers = [];
        lock (_gate)
        {
            foreach (var extension in _extensions.FindAll(whom))
            {
                if (extension.Give(reply) is { } poller)
                {
                    pollers.Add(poller);
                }
            }
        }

        pollers.ForEach(poller => poller.Deliver(reply));
    }

    private T Read<T>(Func<List<Extension>, T> question)
    {
        lock (_gate)
        {
            return question(_extensions);
        }
    }
}
