using System.Net.Sockets;

namespace Gatehouse.Sandbox.Tests.Support;

/// <summary>One way to run functions, with a machine on it that the tests of its contract share.</summary>
public abstract class RunnerUnderTest : IAsyncLifetime
{
    private Machine? _machine;
    private Machine? _extended;

    /// <summary>What the server's log calls it.</summary>
    internal abstract string Name { get; }

    /// <summary>Whether sandboxes stand still while they idle.</summary>
    internal virtual bool Freezes => true;

    internal Machine Machine => _machine!;

    /// <summary>The same with an image that has an external extension.</summary>
    internal Machine Extended => _extended ??= Start(PythonImage.Of("watcher"));

    /// <summary>One more, for what one test alone needs.</summary>
    internal Machine Start(TestImage image) => Machine.Start(image, configure: Configure);

    internal abstract SandboxOptions Configure(SandboxOptions options);

    /// <summary>What is left of the sandboxes of a data folder, besides processes: a container, a bundle, a control group.</summary>
    internal virtual string[] Leftovers(string folder) => Support.Leftovers.Groups(folder);

    public virtual ValueTask InitializeAsync()
    {
        var image = TestImage.Actor("app.handler");
        image.Layer(tar => tar.File("secret", "s", UnixFileMode.UserRead | UnixFileMode.UserWrite));
        _machine = Machine.Start(image, configure: options => Configure(options) with { Server = new ServerEndpoint(4566, Answer) });
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var machine in (Machine?[])[_machine, _extended])
        {
            if (machine is not null)
            {
                await machine.DisposeAsync();
            }
        }

        GC.SuppressFinalize(this);
    }

    private static void Answer(Socket connection)
    {
        using (connection)
        {
            connection.Receive(new byte[100]);
            connection.Send("HTTP/1.0 200 OK\r\n\r\nfrom outside"u8);
        }
    }
}
