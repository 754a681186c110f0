using Gatehouse.Sandbox.Limits;
using Gatehouse.Sandbox.Linux;

namespace Gatehouse.Sandbox.Runners;

/// <summary>Starts one bubblewrap process with its pipes, inside its limits. Runs on the spawn thread, in the network that the process is for.</summary>
internal sealed class BubblewrapLauncher(string bubblewrap, byte[] filter)
{
    private const int OpenFiles = 7;
    private const int CoreSize = 4;

    internal bool IsFiltered => filter.Length > 0;

    /// <summary>The number that the first of the further descriptors has in bubblewrap; its options and the filter come before.</summary>
    internal int FirstFurther => IsFiltered ? 5 : 4;

    internal BubblewrapStart Launch(ControlGroup group, IEnumerable<string> program, params ReadOnlySpan<int> further)
    {
        var (outputRead, outputWrite) = Descriptor.Pipe();
        var (optionsRead, optionsWrite) = Descriptor.Pipe();
        var (filterRead, filterWrite) = Descriptor.Pipe();
        ChildProcess child;
        try
        {
            outputRead.MakeNonBlocking();

            // The function may open /dev/stdout by name, which asks the pipe's owner.
            _ = Libc.ChangeOwner(outputWrite.Value, UserNamespace.SandboxUser, UserNamespace.SandboxUser);
            child = Spawn(group, program, outputWrite.Value, IsFiltered ? [optionsRead.Value, filterRead.Value, .. further] : [optionsRead.Value, .. further]);
        }
        catch (IOException)
        {
            outputRead.Dispose();
            optionsWrite.Dispose();
            filterWrite.Dispose();
            throw;
        }
        finally
        {
            outputWrite.Dispose();
            optionsRead.Dispose();
            filterRead.Dispose();
        }

        group.Adopt(child.Id);
        return new BubblewrapStart(child, outputRead, optionsWrite, filterWrite, filter);
    }

    private ChildProcess Spawn(ControlGroup group, IEnumerable<string> program, int output, params ReadOnlySpan<int> further)
    {
        group.Enter();
        try
        {
            using (Credentials.Assume(UserNamespace.SandboxUser))
            {
                var child = ChildProcess.Spawn(bubblewrap, ["--args", "3", "--", .. program], output, further);

                // As the child's own user: another user's limits are only for CAP_SYS_RESOURCE, which containers often lack.
                try
                {
                    child.Limit(OpenFiles, 1024);
                    child.Limit(CoreSize, 0);
                    return child;
                }
                catch (SystemCallException)
                {
                    child.Kill();
                    _ = child.Reap();
                    child.Dispose();
                    throw;
                }
            }
        }
        finally
        {
            group.Leave();
        }
    }
}
