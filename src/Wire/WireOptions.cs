namespace Gatehouse.Wire;

/// <summary>What a call belongs to when its signature does not say.</summary>
/// <param name="Account">For access keys that are not themselves an account's 12 digits.</param>
/// <param name="Region">For requests without a signature.</param>
public sealed record WireOptions(string Account = "000000000000", string Region = "us-east-1");
