using System.Net;
using System.Text.Json.Nodes;
using Gatehouse.Sandbox.Tests.Support;

namespace Gatehouse.Lambda.Tests.Hosting;

/// <summary>Zip functions and layers over the wire.</summary>
internal static class Packages
{
    /// <summary>The actor as the bootstrap of a package.</summary>
    public static byte[] Actor(string text = "") => new TestZip().Program("bootstrap", Tools.Actor).File("text", text).Build();

    public static byte[] Layer(string path, string text) => new TestZip().File(path, text).Build();

    extension(LambdaHost host)
    {
        public Task<Reply> TryCreateZipAsync(string name, byte[] zip, string runtime = "provided.al2023", string more = "") => host.SendAsync(
            HttpMethod.Post,
            "/2015-03-31/functions",
            $$"""{"FunctionName":"{{name}}","Role":"arn:aws:iam::000000000000:role/runs","Runtime":"{{runtime}}","Handler":"app.handler","Timeout":10,"Code":{"ZipFile":"{{Convert.ToBase64String(zip)}}"}{{more}}}""");

        /// <summary>Creates a function and waits until it is active (or failed).</summary>
        public async Task<JsonNode> CreateZipAsync(string name, byte[] zip, string runtime = "provided.al2023", string more = "")
        {
            var made = await host.TryCreateZipAsync(name, zip, runtime, more);
            Assert.True(made.Status == HttpStatusCode.Created, made.Body);
            await host.SettledAsync(name);
            return made.Json;
        }

        public async Task<JsonNode> UpdateZipAsync(string name, byte[] zip, string more = "")
        {
            var changed = await host.SendAsync(HttpMethod.Put, $"/2015-03-31/functions/{name}/code", $$"""{"ZipFile":"{{Convert.ToBase64String(zip)}}"{{more}}}""");
            Assert.True(changed.Status == HttpStatusCode.OK, changed.Body);
            return await host.SettledAsync(name);
        }

        /// <summary>Publishes the next version of a layer; answers its ARN.</summary>
        public async Task<string> PublishLayerAsync(string name, byte[] zip, string account = "000000000000")
        {
            var made = await host.SendAsync(
                HttpMethod.Post, $"/2018-10-31/layers/{name}/versions", $$$"""{"Content":{"ZipFile":"{{{Convert.ToBase64String(zip)}}}"}}""", account);
            Assert.True(made.Status == HttpStatusCode.Created, made.Body);
            return (string)made.Json["LayerVersionArn"]!;
        }
    }
}
