using System.Runtime.InteropServices;

namespace Gatehouse.Server.Tests.Stories;

/// <summary>The sample, applied once by real Terraform, for the stories that leave it as it is.</summary>
public sealed class JobsApi : IAsyncLifetime
{
    private readonly SampleTree _tree = new();
    private readonly Lazy<Task<EchoApi>> _echo;

    public JobsApi() => _echo = new(() => EchoApi.MakeAsync(Server));

    internal static string Architecture => RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "x86_64";

    internal StoryServer Server { get; private set; } = null!;

    internal TerraformFolder Terraform { get; private set; } = null!;

    internal SampleTree Tree => _tree;

    internal string BaseImage { get; private set; } = null!;

    internal string Id { get; private set; } = null!;

    internal string Stage { get; private set; } = null!;

    internal string Key { get; private set; } = null!;

    internal string Image { get; private set; } = null!;

    internal string FunctionName { get; private set; } = null!;

    internal string Url => $"http://{Id}.execute-api.localhost:{Server.Port}/{Stage}";

    internal string WithKey => $"x-api-key: {Key}";

    /// <summary>The API of the function that says what it saw, on the same server; made when it is first asked for.</summary>
    internal Task<EchoApi> EchoAsync() => _echo.Value;

    public async ValueTask InitializeAsync()
    {
        Server = await StoryServer.StartAsync();
        BaseImage = await Server.PushBaseAsync();
        Terraform = new TerraformFolder(
            Server.Tool, _tree.In("samples/jobs-api/terraform"), Server.In("terraform.tfstate"), $"base_image={BaseImage}", $"architecture={Architecture}", "builder=dotnet");
        await Terraform.InitAsync();
        await Terraform.ApplyAsync();
        Id = await Terraform.OutputAsync("rest_api_id");
        Stage = await Terraform.OutputAsync("stage_name");
        Key = await Terraform.OutputAsync("api_key");
        Image = await Terraform.OutputAsync("image");
        FunctionName = await Terraform.OutputAsync("function_name");
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is not null)
        {
            await Server.DisposeAsync();
        }

        _tree.Dispose();
    }
}

/// <summary>Classes that share one server with the sample on it.</summary>
[CollectionDefinition(Name)]
public sealed class JobsApiStories : ICollectionFixture<JobsApi>
{
    public const string Name = "The jobs API";
}
