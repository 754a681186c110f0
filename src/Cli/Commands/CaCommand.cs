using System.CommandLine;
using System.Net;

namespace Gatehouse.Cli.Commands;

/// <summary><c>gatehouse ca</c>: the certificate that clients must trust to speak TLS with the server.</summary>
internal static class CaCommand
{
    public static Command Create()
    {
        var endpoint = ServerConnection.EndpointOption();
        var data = new Option<string?>("--data") { HelpName = "DIR", Description = "Read it from this data folder instead of asking a server" };
        var command = new Command("ca", "Print the certificate (PEM) of the authority that signs the server's names.") { endpoint, data };
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetValue(endpoint), parsed.GetValue(data), parsed.InvocationConfiguration.Output, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? endpoint, string? data, TextWriter output, CancellationToken cancellation)
    {
        var pem = data is null
            ? await AskAsync(endpoint, cancellation)
            : Read(data) ?? throw new CommandException($"{data} holds no certificate authority; the first start of a server with --data {data} makes one.");
        await output.WriteAsync(pem);
        return 0;
    }

    private static async Task<string> AskAsync(string? endpoint, CancellationToken cancellation)
    {
        try
        {
            using var server = ServerConnection.Open(endpoint);
            var (status, body) = await server.GetAsync("/_gatehouse/ca", cancellation);
            return status == HttpStatusCode.OK
                ? body
                : throw new CommandException($"The server did not give its certificate: status {(int)status}. {body}".TrimEnd());
        }
        catch (CommandException failure) when (failure.InnerException is HttpRequestException && endpoint is null)
        {
            // No server runs; the default folder may still know the answer.
            return (Defaults.DataFolder is { } folder ? Read(folder) : null) ?? throw new CommandException(failure.Message, failure);
        }
    }

    private static string? Read(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "ca", "ca.pem"));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The data folder {folder} cannot be read: {failure.Message}", failure);
        }
    }
}
