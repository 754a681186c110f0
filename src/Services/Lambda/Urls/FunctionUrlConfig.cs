using System.Globalization;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Urls;

/// <summary>A function URL, as the operations answer it.</summary>
internal sealed record FunctionUrlConfig
{
    public required string FunctionUrl { get; init; }

    public required string FunctionArn { get; init; }

    public required string AuthType { get; init; }

    public Cors? Cors { get; init; }

    public required string CreationTime { get; init; }

    public required string LastModifiedTime { get; init; }

    public string? InvokeMode { get; init; }

    public static FunctionUrlConfig Of(FunctionReference reference, StoredUrl url, Call call) => new()
    {
        // AWS's own form, {id}.lambda-url.{region}.on.aws, is served too; this one resolves to here by itself.
        FunctionUrl = $"http://{url.Id}.lambda-url.{reference.Scope.Region}.localhost:{call.Port.ToString(CultureInfo.InvariantCulture)}/",
        FunctionArn = reference.QualifiedArn,
        AuthType = url.AuthType,
        Cors = url.Cors,
        CreationTime = Text(url.Created),
        LastModifiedTime = Text(url.LastModified),
        InvokeMode = url.InvokeMode ?? "BUFFERED",
    };

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
