namespace Gatehouse.Services.Lambda.Serving;

/// <summary>Whether an invocation may run, and out of whose concurrency.</summary>
internal enum Admission
{
    /// <summary>Out of what the account has left for functions without a reservation.</summary>
    Unreserved,

    /// <summary>Out of the function's reservation.</summary>
    Reserved,

    /// <summary>Not now: the account has none left.</summary>
    AccountFull,

    /// <summary>Not now: the reservation is used up.</summary>
    ReservationFull,
}
