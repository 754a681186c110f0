using System.CommandLine;
using System.CommandLine.Help;
using System.Runtime.InteropServices;
using Gatehouse.Cli.Commands;

namespace Gatehouse.Cli;

/// <summary>The <c>gatehouse</c> command line. Exit codes: 0 done, 1 it could not be done, 2 it was asked for wrongly.</summary>
public static class CommandLine
{
    /// <param name="serve">The server's own command, for the help; the server runs it.</param>
    public static async Task<int> RunAsync(string[] arguments, Command serve)
    {
        var root = Root(serve);
        var parsed = root.Parse(arguments.Length == 0 ? ["--help"] : arguments);

        // Who asks a command for its help has not given what the command needs yet.
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync($"gatehouse: {error.Message}");
            }

            await Console.Error.WriteLineAsync($"Run '{Path(parsed.CommandResult.Command)} --help' for what it takes.");
            return 2;
        }

        // Ctrl+C ends what goes on for ever, and that is no failure; a second one ends the process.
        using var interrupted = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        try
        {
            var settings = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(settings, interrupted.Token);
        }
        catch (CommandException failure)
        {
            await Console.Error.WriteLineAsync($"gatehouse: {failure.Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 1;
        }
        catch (Exception bug)
        {
            await Console.Error.WriteLineAsync($"gatehouse: this is a bug in Gatehouse: {bug}");
            return 1;
        }

        void Interrupt(PosixSignalContext signal)
        {
            signal.Cancel = !interrupted.IsCancellationRequested;
            interrupted.Cancel();
        }
    }

    private static RootCommand Root(Command serve)
    {
        var root = new RootCommand("API Gateway, Lambda, ECR, IAM and CloudWatch Logs on one machine.")
        {
            serve,
            HealthCommand.Create(),
            RequestsCommand.Create(),
            ExplainCommand.Create(),
            UsageCommand.Create(),
            ClockCommand.Create(),
            FunctionsCommand.Create(),
            LogsCommand.Create(),
            ImagesCommand.Create(),
            CaCommand.Create(),
            VersionCommand.Create(),
        };
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExamples();
        }

        foreach (var version in root.Options.OfType<VersionOption>().ToList())
        {
            version.Action = new VersionCommand.Print();
        }

        return root;
    }

    private static string Path(Command command) => command switch
    {
        RootCommand => "gatehouse",
        _ => $"{Path(command.Parents.OfType<Command>().First())} {command.Name}",
    };
}
