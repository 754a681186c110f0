using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gatehouse.Wire.Timestamps;

/// <summary>Timestamps as JSON numbers: seconds since 1970, as most of AWS's JSON services write them. Fractions are read and not written.</summary>
public sealed class EpochSeconds : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(reader.GetDouble() * 1000))
            : throw new JsonException("A timestamp must be a number of seconds.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteNumberValue(value.ToUnixTimeSeconds());
}
