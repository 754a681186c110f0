using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;

namespace Gatehouse.Conformance.Tests;

/// <summary>One service's model as botocore carries it: AWS's own word on names, places, types and limits.</summary>
internal sealed class AwsModel
{
    private static readonly Lazy<string> BotocoreFolder = new(FindBotocore);

    private readonly JsonElement _root;

    private AwsModel(JsonElement root) => _root = root;

    public JsonElement Metadata => _root.GetProperty("metadata");

    public IEnumerable<string> OperationNames => _root.GetProperty("operations").EnumerateObject().Select(operation => operation.Name);

    public static AwsModel Load(string service, string version)
    {
        var file = Path.Combine(BotocoreFolder.Value, "data", service, version, "service-2.json");
        if (File.Exists(file))
        {
            return new AwsModel(JsonDocument.Parse(File.ReadAllBytes(file)).RootElement);
        }

        using var packed = new GZipStream(File.OpenRead(file + ".gz"), CompressionMode.Decompress);
        return new AwsModel(JsonDocument.Parse(packed).RootElement);
    }

    public JsonElement? Operation(string name) => _root.GetProperty("operations").TryGetProperty(name, out var operation) ? operation : null;

    public JsonElement? Input(JsonElement operation) => operation.TryGetProperty("input", out var input) ? Shape(input) : null;

    public JsonElement? Output(JsonElement operation) => operation.TryGetProperty("output", out var output) ? Shape(output) : null;

    /// <summary>Follows a reference (<c>{"shape": "Name"}</c>).</summary>
    public JsonElement Shape(JsonElement reference) => _root.GetProperty("shapes").GetProperty(reference.GetProperty("shape").GetString()!);

    private static string FindBotocore()
    {
        var start = new ProcessStartInfo("python3", ["-c", "import botocore; print(botocore.__path__[0])"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("python3 is needed: botocore carries AWS's models.");
        var folder = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? folder : throw new InvalidOperationException("python3 has no botocore, which carries AWS's models: install boto3.");
    }
}
