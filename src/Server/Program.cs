using Gatehouse.Cli;
using Gatehouse.Server;
using Gatehouse.Server.Options;

// "serve" has its own small parser: building the whole command tree costs a tenth of the start.
return args is ["serve", .. var rest] && !ServeArguments.AskForHelp(rest)
    ? await Serving.RunAsync(rest)
    : await CommandLine.RunAsync(args, ServeArguments.Describe());
