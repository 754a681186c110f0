using System.Collections.Concurrent;
using Gatehouse.Sandbox;
using Gatehouse.Server.Clock;
using Microsoft.AspNetCore.Http;

namespace Gatehouse.Server.Admin;

/// <summary>What one part of the server says of itself: ready or not, and why not.</summary>
internal readonly record struct PartHealth(bool IsReady, string? Detail = null)
{
    public static PartHealth Ready { get; } = new(true);
}

/// <summary>The readiness of the server's parts, asked anew for each <c>GET /_gatehouse/health</c>.</summary>
internal sealed class Health
{
    private readonly ConcurrentDictionary<string, Func<PartHealth>> _parts = new(StringComparer.Ordinal);

    /// <summary>Null when the server goes by real time.</summary>
    public TestClock? TestClock { get; set; }

    /// <summary>What functions reach beside this server.</summary>
    public FunctionNetwork FunctionNetwork { get; set; }

    /// <summary>What functions run with, null for nothing; and why.</summary>
    public (string? Name, string Reason) FunctionRunner { get; set; }

    /// <summary>Adds a part. Its probe must answer at once: it runs on the socket's thread.</summary>
    public void Add(string part, Func<PartHealth> probe) => _parts[part] = probe;

    public Task AnswerAsync(HttpContext context)
    {
        var parts = _parts.Select(part => (Name: part.Key, Health: part.Value())).OrderBy(part => part.Name, StringComparer.Ordinal).ToList();
        var isReady = parts.TrueForAll(part => part.Health.IsReady);
        return Json.WriteAsync(context, isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("status", isReady ? "ok" : "degraded");
            writer.WriteString("version", Cli.Product.Version);
            if (TestClock is { } clock)
            {
                writer.WritePropertyName("testClock");
                clock.Read().Write(writer);
            }

            writer.WriteStartObject("parts");
            foreach (var (name, health) in parts)
            {
                writer.WriteStartObject(name);
                writer.WriteString("status", health.IsReady ? "ok" : "unready");
                if (health.Detail is { } detail)
                {
                    writer.WriteString("detail", detail);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            if (FunctionRunner.Reason is { } reason)
            {
                writer.WriteStartObject("functionRunner");
                writer.WriteString("name", FunctionRunner.Name);
                writer.WriteString("reason", reason);
                writer.WriteEndObject();
            }

            writer.WriteString("functionNetwork", FunctionNetwork switch { FunctionNetwork.Nat => "nat", FunctionNetwork.Host => "host", _ => "none" });
            writer.WriteEndObject();
        });
    }
}
