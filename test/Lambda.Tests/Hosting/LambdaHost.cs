using Gatehouse.Sandbox.Pool;
using Gatehouse.Services.Lambda;
using Gatehouse.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatehouse.Lambda.Tests.Hosting;

/// <summary>The Lambda service on a real server with a real store, and an image <c>echo:1</c>.</summary>
internal sealed class LambdaHost : IAsyncDisposable
{
    public const string Digest = "sha256:1111111111111111111111111111111111111111111111111111111111111111";

    private LambdaHost(WireHost wire, LambdaService service, FakeImages images)
    {
        Wire = wire;
        Service = service;
        Images = images;
    }

    public WireHost Wire { get; }

    public LambdaService Service { get; }

    public FakeImages Images { get; }

    public Uri Address => Wire.Address;

    public static async Task<LambdaHost> StartAsync()
    {
        var images = new FakeImages();
        images.Add("echo", "1", Digest);
        LambdaService service = null!;
        var wire = await WireHost.StartAsync(store =>
        {
            service = LambdaService.Create(store, new SandboxEngine(), images, new FakeRoles(), TimeProvider.System, NullLoggerFactory.Instance);
            return [service.Definition];
        });
        await service.StartAsync();
        return new LambdaHost(wire, service, images);
    }

    /// <summary>Runs a boto3 script in which <c>l</c> is the client and <c>create(name, **more)</c> makes a function of the image.</summary>
    public Task<string> RunAsync(string script) => Python.RunAsync(Address, Prelude + script);

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Wire.DisposeAsync();
    }

    private const string Prelude =
        """
        l = client('lambda')
        IMAGE = '000000000000.dkr.ecr.us-east-1.amazonaws.com/echo:1'
        ROLE = 'arn:aws:iam::000000000000:role/runs'
        def create(name, wait=True, **more):
            made = l.create_function(FunctionName=name, **{'Role': ROLE, 'PackageType': 'Image', 'Code': {'ImageUri': IMAGE}, **more})
            if wait: l.get_waiter('function_active_v2').wait(FunctionName=name, WaiterConfig={'Delay': 1, 'MaxAttempts': 20})
            return made
        def updated(name): l.get_waiter('function_updated_v2').wait(FunctionName=name, WaiterConfig={'Delay': 1, 'MaxAttempts': 20})

        """;
}
