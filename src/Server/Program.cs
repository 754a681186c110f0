using Gatehouse.Cli;
using Gatehouse.Sandbox;
using Gatehouse.Server;
using Gatehouse.Server.Options;

// "serve" has its own small parser: building the whole command tree costs a tenth of the start.
if (args is not ["serve", .. var rest] || ServeArguments.AskForHelp(rest))
{
    return await CommandLine.RunAsync(args, ServeArguments.Describe());
}

Rootless.Enter();
return await Serving.RunAsync(rest);
