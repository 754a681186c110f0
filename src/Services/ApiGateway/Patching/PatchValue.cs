using System.Globalization;

namespace Gatehouse.Services.ApiGateway.Patching;

/// <summary>Reads the strings that patches carry.</summary>
internal static class PatchValue
{
    /// <summary>Anything but <c>true</c> is false, as in Java (recorded from AWS).</summary>
    public static bool Flag(string? value) => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    public static int Whole(string path, string? value) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw ApiGatewayErrors.BadPatchNumber(path, value);

    public static double Number(string path, string? value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw ApiGatewayErrors.BadPatchNumber(path, value);

    public static string? Text(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
