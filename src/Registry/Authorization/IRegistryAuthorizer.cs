using Gatehouse.Core;

namespace Gatehouse.Registry.Authorization;

/// <summary>Says whose repositories a caller may use. Implemented by the ECR service, which issues the passwords.</summary>
public interface IRegistryAuthorizer
{
    ValueTask<RegistryAccess> AuthorizeAsync(RegistryCaller caller, CancellationToken cancellation);
}

/// <summary>Who knocks: Basic credentials when there were any, and the registry's address as the caller knows it (<c>http://localhost:4566</c>).</summary>
public readonly record struct RegistryCaller(string? User, string? Password, string Origin)
{
    /// <summary>The <c>token</c> of a URL that is read without credentials.</summary>
    public string? Token { get; init; }
}

/// <summary>The answer to a caller.</summary>
public abstract record RegistryAccess
{
    private RegistryAccess()
    {
    }

    /// <summary>Come in: paths name repositories of this scope.</summary>
    public sealed record Granted(Scope Scope) : RegistryAccess;

    /// <summary>401 with this <c>Www-Authenticate</c> header and this plain text.</summary>
    public sealed record Challenged(string Challenge, string Text) : RegistryAccess;

    /// <summary>403 with this message.</summary>
    public sealed record Denied(string Message) : RegistryAccess;
}
