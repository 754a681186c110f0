using System.Text.Json;
using System.Text.Json.Serialization;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.State;

/// <summary>Strings as AWS's own reader takes them: a boolean or a number in their place is refused in its words (recorded from AWS).</summary>
internal sealed class CoralString : JsonConverter<string>
{
    // Null members are gone before; what comes here is inside a list or a map, and would surface far from the request that brought it.
    public override bool HandleNull => true;

    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.True or JsonTokenType.False => throw NotConvertible("java.lang.Boolean"),
        JsonTokenType.Number => throw NotConvertible("com.amazon.coral.value.json.numbers.TruncatingBigNumber"),
        _ => throw new JsonException("A string was expected."),
    };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()!;

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

    private static AwsException NotConvertible(string javaClass) =>
        new("SerializationException", 400, $"class {javaClass} can not be converted to an String");
}
