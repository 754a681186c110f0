namespace Gatehouse.Services.Ecr;

/// <summary>A request about one repository. Without a registry it is the caller's own.</summary>
internal interface IRepositoryRequest
{
    string? RegistryId { get; }

    string RepositoryName { get; }
}
