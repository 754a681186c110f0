using Gatehouse.Sandbox.Limits;
using Gatehouse.Sandbox.Linux;
using Gatehouse.Sandbox.Networking;
using Gatehouse.Sandbox.Runners.Docker;
using Gatehouse.Sandbox.Runners.Oci;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Sandbox.Runners;

/// <summary>The runner that functions run with, and why this one.</summary>
/// <param name="Name">Null when none works.</param>
internal sealed record RunnerChoice(string? Name, ISandboxRunner Runner, string Reason, IReadOnlyList<string> NotEnforced)
{
    internal const string Bubblewrap = "bubblewrap";
    internal const string Oci = "oci";
    internal const string Docker = "docker";

    /// <summary>Whether a better one was tried and does not work here.</summary>
    internal bool IsSecondBest { get; private init; }

    // Without a setting: the one of the two that starts in a third of the time comes first.
    private static readonly string[] Runtimes = ["crun", "runc"];

    /// <summary>Best first: the fastest to start, and the one that needs the least.</summary>
    internal static IReadOnlyList<string> Names { get; } = [Bubblewrap, Oci, Docker];

    /// <summary>Tries one runner after the other, or the one that is asked for, until one works.</summary>
    /// <exception cref="RunnerUnavailableException">The one that is asked for does not work, or functions would lack the network that is asked for.</exception>
    internal static RunnerChoice Make(SandboxOptions options, ControlGroups groups, Hierarchy hierarchy, Reactor reactor, ILogger logger)
    {
        // An engine has a translator of its own.
        if (options is { Network: FunctionNetwork.Nat, Runner: not Docker } && OperatingSystem.IsLinux() && Translator.ObstacleTo(options) is { } obstacle)
        {
            throw new RunnerUnavailableException(obstacle);
        }

        var refusals = new List<string>();
        foreach (var name in options.Runner is { } forced ? [forced] : Names)
        {
            var trial = name switch
            {
                Bubblewrap => TryBubblewrap(options, groups, reactor, logger),
                Oci => TryOci(options, groups, hierarchy, reactor, logger),
                Docker => DockerTrial.Run(options, groups, hierarchy, reactor, logger),
                _ => RunnerTrial.Failed($"there is no runner of this name; there are {string.Join(", ", Names)}"),
            };
            if (trial.Runner is { } runner)
            {
                var why = options.Runner is not null ? "as asked for" : refusals.Count == 0 ? "the best that works here" : "because " + string.Join("; ", refusals);
                return new RunnerChoice(name, runner, $"{trial.Detail}, {why}", trial.NotEnforced) { IsSecondBest = refusals.Count > 0 };
            }

            refusals.Add($"{name}: {trial.Detail}");
        }

        var reason = string.Join("; ", refusals);
        return options.Runner is null ? new RunnerChoice(null, new AbsentRunner(reason), reason, []) : throw new RunnerUnavailableException($"Functions cannot run here with {reason}.");
    }

    private static RunnerTrial TryBubblewrap(SandboxOptions options, ControlGroups groups, Reactor reactor, ILogger logger)
    {
        var obstacle = Obstacle.Find(options);
        return obstacle.Reason is { } reason
            ? RunnerTrial.Failed(reason)
            : new RunnerTrial(new BubblewrapRunner(options, obstacle.Bubblewrap, groups, new SandboxNetworks(options, groups, reactor, logger), reactor), obstacle.Bubblewrap);
    }

    private static RunnerTrial TryOci(SandboxOptions options, ControlGroups groups, Hierarchy hierarchy, Reactor reactor, ILogger logger)
    {
        if (!OperatingSystem.IsLinux() || !UserNamespace.IsInitial || UserNamespace.IsSharedWithFunctions)
        {
            return RunnerTrial.Failed("an OCI runtime needs Linux, and the server to be root");
        }

        var refusals = new List<string>();
        foreach (var setting in options.OciRuntime is { } asked ? [asked] : Runtimes)
        {
            if (OciRuntime.Find(setting) is not { } runtime)
            {
                refusals.Add($"'{setting}' was not found; install it, or name another one with --oci-runtime");
                continue;
            }

            var runner = new OciRunner(options, runtime, groups, hierarchy, new SandboxNetworks(options, groups, reactor, logger, knowsGroups: false), reactor);
            if (runner.Try() is not { } obstacle)
            {
                return new RunnerTrial(runner, runtime.Program);
            }

            runner.Dispose();
            refusals.Add(obstacle);
        }

        return RunnerTrial.Failed(string.Join(", ", refusals));
    }
}
