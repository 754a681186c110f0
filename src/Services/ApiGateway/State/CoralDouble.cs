using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gatehouse.Services.ApiGateway.State;

/// <summary>Floating-point numbers as AWS writes them: <c>10000.0</c>, never <c>10000</c>.</summary>
internal sealed class CoralDouble : JsonConverter<double>
{
    // Above, the writer's own form has an exponent.
    private const double LargestPlain = 1e15;

    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (Math.Abs(value) < LargestPlain && double.IsInteger(value))
        {
            writer.WriteRawValue(value.ToString("F1", CultureInfo.InvariantCulture));
        }
        else
        {
            writer.WriteNumberValue(value);
        }
    }
}
