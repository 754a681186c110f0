namespace Gatehouse.Functions.Runtime.Links;

/// <summary>
/// Where things are in the memory that the server and a function share. Both sides are compiled from this file. Each counter has a
/// cache line of its own, written by one side only; the flags are set by the side that is about to wait and cleared by the other.
/// </summary>
internal static class LinkLayout
{
    /// <summary>Bytes of each of the two rings; a power of two. An event of API Gateway has 2 KB.</summary>
    public const uint RingBytes = 64 * 1024;

    /// <summary>All of it: the counters' page, the ring of events, the ring of replies.</summary>
    public const int Bytes = EventRing + (2 * (int)RingBytes);

    /// <summary>What the server writes at the beginning. Another number is another layout, and nobody uses the link.</summary>
    public const uint Version = 0x4748_0001;

    public const int VersionAt = 0;

    /// <summary>Bytes of events that the server has written, modulo 2^32.</summary>
    public const int EventHead = 64;

    /// <summary>Bytes of events that the function has taken.</summary>
    public const int EventTail = 128;

    /// <summary>Changes with every event; the function's futex.</summary>
    public const int EventSignal = 192;

    /// <summary>The function waits for <see cref="EventSignal"/>.</summary>
    public const int FunctionWaits = 256;

    /// <summary>Bytes of replies that the function has written.</summary>
    public const int ReplyHead = 320;

    /// <summary>Bytes of replies that the server has taken.</summary>
    public const int ReplyTail = 384;

    /// <summary>The server wants the bell to be rung for the next reply.</summary>
    public const int ServerWaits = 448;

    /// <summary>Changes when there is room for replies again; a futex as well.</summary>
    public const int RoomSignal = 512;

    /// <summary>The function waits for <see cref="RoomSignal"/>.</summary>
    public const int FunctionWantsRoom = 576;

    /// <summary>The server wants the bell to be rung when there is room for events again.</summary>
    public const int ServerWantsRoom = 640;

    /// <summary>The server has closed the link.</summary>
    public const int Closed = 704;

    public const int EventRing = 4096;
    public const int ReplyRing = EventRing + (int)RingBytes;

    /// <summary>The abstract address at which the server hands out links, in the network that its Runtime API is in.</summary>
    public static string Address(string runtimeApi) => $"\0gatehouse-runtime/{runtimeApi}";
}
