using Gatehouse.Sandbox;
using Gatehouse.Server;
using Gatehouse.Server.Admin;
using Gatehouse.Server.Options;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatehouse.Conformance.Tests;

/// <summary>Every service, composed as the server composes them, on one host.</summary>
public sealed class AllServices : IAsyncLifetime
{
    internal static readonly Dictionary<string, (string Title, string Model, string Version)> Models = new()
    {
        ["apigateway"] = ("Amazon API Gateway", "apigateway", "2015-07-09"),
        ["ecr"] = ("Amazon Elastic Container Registry", "ecr", "2015-09-21"),
        ["iam"] = ("AWS Identity and Access Management", "iam", "2010-05-08"),
        ["lambda"] = ("AWS Lambda", "lambda", "2015-03-31"),
        ["logs"] = ("Amazon CloudWatch Logs", "logs", "2014-03-28"),
        ["sts"] = ("AWS Security Token Service", "sts", "2011-06-15"),
    };

    private readonly TemporaryFolder _folder = new();
    private Composition _composition = null!;

    public WireHost Host { get; private set; } = null!;

    internal Oracle Oracle(string service)
    {
        var (title, model, version) = Models[service];
        return new Oracle(title, _composition.Services.Single(definition => definition.Name == service), AwsModel.Load(model, version));
    }

    internal async Task<Answer> SendAsync(string service, string operation, Probe probe)
    {
        using var response = await Host.SendAsync(service, probe.Method, probe.Path, probe.Content, target: probe.Target, headers: probe.Headers);
        return await Answer.ReadAsync(operation, response);
    }

    public async ValueTask InitializeAsync()
    {
        var (options, _) = ServeArguments.Parse(["--data", ":memory:", "--listen", "127.0.0.1:0"]);
        _composition = await Composition.BuildAsync(options!, _folder.Path, new ServerEndpoint(4566, static socket => socket.Dispose()), new Health(), NullLoggerFactory.Instance, default);
        Host = await WireHost.StartAsync(_ => _composition.Services);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _composition.DisposeAsync();
        _folder.Dispose();
    }
}
