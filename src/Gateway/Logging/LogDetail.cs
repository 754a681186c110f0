namespace Gatehouse.Gateway.Logging;

/// <summary>How much of its execution a method logs; each level has all that the ones before it have.</summary>
public enum LogDetail
{
    Off,

    /// <summary>Requests that the gateway refused or that failed: what went wrong, and the status.</summary>
    Errors,

    /// <summary>Every request's way, without what it carried.</summary>
    Steps,

    /// <summary>Headers and bodies too: AWS's data trace.</summary>
    Data,
}
