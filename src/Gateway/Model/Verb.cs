namespace Gatehouse.Gateway.Model;

/// <summary>The seven verbs a REST method can have; also what <c>ANY</c> covers.</summary>
internal enum Verb
{
    Get,
    Post,
    Put,
    Delete,
    Patch,
    Head,
    Options,
}

internal static class Verbs
{
    public const int Count = 7;

    /// <summary>The slot of <c>ANY</c> in a node's table of methods, after the seven verbs.</summary>
    public const int Any = 7;

    private static readonly string[] Names = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "ANY"];

    /// <summary>The slot of a verb as spelled on the wire (verbs are case-sensitive), or -1.</summary>
    public static int SlotOf(string name) => name switch
    {
        "GET" => (int)Verb.Get,
        "POST" => (int)Verb.Post,
        "PUT" => (int)Verb.Put,
        "DELETE" => (int)Verb.Delete,
        "PATCH" => (int)Verb.Patch,
        "HEAD" => (int)Verb.Head,
        "OPTIONS" => (int)Verb.Options,
        _ => -1,
    };

    public static string NameOf(int slot) => Names[slot];
}
