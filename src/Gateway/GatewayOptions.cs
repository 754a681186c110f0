using Gatehouse.Gateway.Model;

namespace Gatehouse.Gateway;

/// <summary>What can be set for the whole gateway.</summary>
public sealed record GatewayOptions
{
    /// <summary>AWS's default for an account in one region. Null for none, which load tests need.</summary>
    public Throttle? AccountThrottle { get; init; } = new(10_000, 5_000);

    /// <summary>Measures how long requests take. Null takes the gateway's own time, which is wrong when that can be moved.</summary>
    public TimeProvider? Stopwatch { get; init; }

    /// <summary>How many requests can be explained afterwards, those to all stages together; at about half a kilobyte each.</summary>
    public int JournalCapacity { get; init; } = 65_536;

    /// <summary>At most so many of them are kept for one stage.</summary>
    public int JournalOfStage { get; init; } = 512;
}
