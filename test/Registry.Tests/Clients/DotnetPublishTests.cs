using System.Text.Json;
using Gatehouse.Registry.Tests.Hosting;

namespace Gatehouse.Registry.Tests.Clients;

/// <summary>
/// The .NET SDK builds images without an engine. See https://learn.microsoft.com/dotnet/core/containers/publish-configuration.
/// </summary>
public sealed class DotnetPublishTests : RegistryTests
{
    [Fact]
    public async Task PublishedContainer_IsInTheRegistry()
    {
        using var tool = new Tool();
        await OciLayout.PushAsync(Client, "tools", "base");
        await File.WriteAllTextAsync(tool.PathOf("hello.cs"), "return 0;\n", Cancellation);
        await File.WriteAllTextAsync(tool.PathOf("hello.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ContainerBaseImage>{Registry.Address}/tools:base</ContainerBaseImage>
                <ContainerRegistry>{Registry.Address}</ContainerRegistry>
                <ContainerRepository>team/jobs</ContainerRepository>
                <ContainerImageTag>sdk</ContainerImageTag>
              </PropertyGroup>
            </Project>
            """, Cancellation);
        tool.Environment["DOTNET_CONTAINER_REGISTRY_UNAME"] = "AWS";
        tool.Environment["DOTNET_CONTAINER_REGISTRY_PWORD"] = FixedAuthorizer.Password;
        tool.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        tool.Environment["DOTNET_NOLOGO"] = "1";

        await tool.RunAsync("dotnet", "publish", "-t:PublishContainer", "-v", "q", "--disable-build-servers");

        using var manifest = JsonDocument.Parse(await Client.GetStringAsync("/v2/team/jobs/manifests/sdk", Cancellation));
        var layers = manifest.RootElement.GetProperty("layers");
        Assert.Equal(2, layers.GetArrayLength());
        foreach (var layer in layers.EnumerateArray())
        {
            using var head = await Client.SendAsync(
                new HttpRequestMessage(HttpMethod.Head, $"/v2/team/jobs/blobs/{layer.GetProperty("digest")}"), Cancellation);
            Assert.Equal(layer.GetProperty("size").GetInt64(), head.Content.Headers.ContentLength);
        }
    }
}
