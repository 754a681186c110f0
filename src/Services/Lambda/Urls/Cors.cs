using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Urls;

/// <summary>What browsers may do with a function URL.</summary>
internal sealed record Cors
{
    public bool? AllowCredentials { get; init; }

    public IReadOnlyList<string>? AllowHeaders { get; init; }

    public IReadOnlyList<string>? AllowMethods { get; init; }

    public IReadOnlyList<string>? AllowOrigins { get; init; }

    public IReadOnlyList<string>? ExposeHeaders { get; init; }

    public int? MaxAge { get; init; }
}

/// <summary>AWS's limits of the members.</summary>
internal static partial class CorsLimits
{
    private static readonly TextLimits s_header = new(0, 1024, AnyText, ".*");

    private static readonly TextLimits s_method = new(0, 6, AnyText, ".*");

    private static readonly TextLimits s_origin = new(1, 253, AnyText, ".*");

    public static Violations Cors(this Violations check, Cors? cors) => check
        .Count(cors?.AllowHeaders, 0, 100, "cors.allowHeaders").Items(cors?.AllowHeaders, s_header, "cors.allowHeaders")
        .Count(cors?.AllowMethods, 0, 6, "cors.allowMethods").Items(cors?.AllowMethods, s_method, "cors.allowMethods")
        .Count(cors?.AllowOrigins, 0, 100, "cors.allowOrigins").Items(cors?.AllowOrigins, s_origin, "cors.allowOrigins")
        .Count(cors?.ExposeHeaders, 0, 100, "cors.exposeHeaders").Items(cors?.ExposeHeaders, s_header, "cors.exposeHeaders")
        .Range(cors?.MaxAge, 0, 86400, "cors.maxAge");

    [System.Text.RegularExpressions.GeneratedRegex(@"^[^\r\n]*\z")]
    private static partial System.Text.RegularExpressions.Regex AnyText { get; }
}
