using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Gatehouse.Cli.Commands;

/// <summary><c>gatehouse images</c>: what the registry holds and which functions use it; <c>gatehouse images gc</c> deletes what nothing needs.</summary>
internal static class ImagesCommand
{
    private const string Path = "/_gatehouse/images";

    public static Command Create()
    {
        var json = JsonOutput.Option();
        var endpoint = ServerConnection.EndpointOption();
        var command = new Command("images", "List repositories, their images, and the functions that use them.") { json, endpoint };
        command.SetAction((parsed, cancellation) =>
            ListAsync(parsed.GetValue(endpoint), parsed.GetValue(json), parsed.InvocationConfiguration.Output, cancellation));
        command.Subcommands.Add(Collect());
        return command;
    }

    private static Command Collect()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be deleted, and delete nothing" };
        var grace = NumberOption.Create(
            "--grace", "MINUTES", 1, int.MaxValue, "Keep blobs that were pushed, mounted or named since; longer than any push takes [default: 1440]", "write a number of minutes from 1");
        var json = JsonOutput.Option();
        var endpoint = ServerConnection.EndpointOption();
        var command = new Command("gc", "Delete blobs that no image needs, abandoned uploads, and unpacked layers and zips that no function uses.") { dryRun, grace, json, endpoint };
        command.SetAction((parsed, cancellation) => CollectAsync(
            parsed.GetValue(dryRun), parsed.GetValue(grace) ?? 24 * 60, parsed.GetValue(endpoint), parsed.GetValue(json), parsed.InvocationConfiguration.Output, cancellation));
        return command;
    }

    private static async Task<int> ListAsync(string? endpoint, bool asJson, TextWriter output, CancellationToken cancellation)
    {
        using var server = ServerConnection.Open(endpoint);
        using var images = await server.FindAsync(Path, cancellation) ?? throw new CommandException("This server does not list its images.");
        if (asJson)
        {
            await output.WriteLineAsync(JsonOutput.Of(images));
            return 0;
        }

        var any = false;
        foreach (var repository in images.RootElement.Items("repositories"))
        {
            any = true;
            await output.WriteLineAsync($"{repository.Text("name")} in {repository.Text("account")}/{repository.Text("region")}");
            foreach (var image in repository.Items("images"))
            {
                await output.WriteLineAsync($"  {image.Text("digest")}  {Size(image, "sizeBytes"),9}  {image.Text("pushedAt")}  {Texts(image, "tags", "(untagged)")}");
                await WriteFunctionsAsync(image, output);
            }
        }

        foreach (var image in images.RootElement.Items("onlyInFunctions"))
        {
            any = true;
            await output.WriteLineAsync($"deleted from {image.Text("repository")}, kept by functions");
            await output.WriteLineAsync($"  {image.Text("digest")}");
            await WriteFunctionsAsync(image, output);
        }

        if (!any)
        {
            await Console.Error.WriteLineAsync("There is no repository yet.");
        }

        return 0;
    }

    private static async Task<int> CollectAsync(bool dryRun, int grace, string? endpoint, bool asJson, TextWriter output, CancellationToken cancellation)
    {
        using var server = ServerConnection.Open(endpoint);
        var order = string.Create(CultureInfo.InvariantCulture, $$"""{"dryRun":{{(dryRun ? "true" : "false")}},"graceMinutes":{{grace}}}""");
        using var report = await server.SendAsync(Path + "/gc", order, cancellation);
        if (asJson)
        {
            await output.WriteLineAsync(JsonOutput.Of(report));
            return 0;
        }

        var root = report.RootElement;
        if (root.Find("blobs") is not { } blobs || root.Find("uploads") is not { } uploads || root.Find("layers") is not { } layers)
        {
            throw new CommandException(root.Text("message") is { Length: > 0 } message ? message : "This server does not collect garbage.");
        }

        var verb = dryRun ? "Would delete" : "Deleted";
        await output.WriteLineAsync($"{verb} {blobs.Text("deleted")} blobs ({Size(blobs, "deletedBytes")}); {blobs.Text("kept")} stay ({Size(blobs, "keptBytes")}).");
        await output.WriteLineAsync($"{verb} {uploads.Text("deleted")} abandoned uploads ({Size(uploads, "deletedBytes")}).");
        await output.WriteLineAsync($"{verb} {layers.Text("deleted")} unpacked layers ({Size(layers, "deletedBytes")}); {layers.Text("kept")} stay.");
        if (root.Find("packages") is { } packages)
        {
            await output.WriteLineAsync($"{verb} {packages.Text("deleted")} zips of functions and layers ({Size(packages, "deletedBytes")}).");
        }

        return 0;
    }

    private static async Task WriteFunctionsAsync(JsonElement image, TextWriter output)
    {
        if (Texts(image, "functions", "") is { Length: > 0 } functions)
        {
            await output.WriteLineAsync($"    used by {functions}");
        }
    }

    private static string Texts(JsonElement element, string member, string none) =>
        string.Join(", ", element.Items(member).Select(item => item.GetString())) is { Length: > 0 } text ? text : none;

    private static string Size(JsonElement element, string member)
    {
        var bytes = element.Find(member) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : 0;
        return bytes < 1000
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes:0} B")
            : bytes < 1e6 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB")
            : bytes < 1e9 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB");
    }
}
