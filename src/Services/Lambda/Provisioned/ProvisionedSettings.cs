namespace Gatehouse.Services.Lambda.Provisioned;

/// <summary>How many sandboxes a version or alias keeps ready, as it is kept.</summary>
internal sealed record ProvisionedSettings(int Requested, DateTimeOffset LastModified);
