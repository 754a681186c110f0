using System.Globalization;

namespace Gatehouse.Server.Listening;

/// <summary>Lets a socket's completion run on the thread that polled it.</summary>
internal static class InlineSockets
{
    private const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
    private const string Threads = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    /// <summary>
    /// The runtime reads the variable once, when the process makes its first socket, so this comes before anything else.
    /// Nothing that runs on a connection may block. A value from outside (0, to compare) stands.
    /// </summary>
    public static void Prefer()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
        {
            Environment.SetEnvironmentVariable(Variable, "1");
        }

        if (ArePreferred && Environment.GetEnvironmentVariable(Threads) is null)
        {
            // One for each processor is what .NET would take. The threads that wait for functions need the other half.
            Environment.SetEnvironmentVariable(Threads, Math.Max(1, Environment.ProcessorCount / 2).ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Whether they are on in this process.</summary>
    public static bool ArePreferred => Environment.GetEnvironmentVariable(Variable) == "1";
}
