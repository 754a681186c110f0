namespace Gatehouse.Sandbox;

/// <summary>What functions reach beside the Runtime API and this server.</summary>
public enum FunctionNetwork
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>What this machine reaches, by a translator of addresses that needs no rights; not the services on its loopback addresses.</summary>
    Nat,

    /// <summary>All that this machine reaches, as one of its own processes.</summary>
    Host,
}
