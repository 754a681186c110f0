using System.Text.Json;

namespace Gatehouse.Gateway.Validation;

/// <summary>The request models of one method, by content type.</summary>
internal sealed class BodyValidator
{
    private const string AnyType = "$default";
    private const string Json = "application/json";

    private readonly Dictionary<string, BodyModel> _models = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="requestModels">Names of models by content type.</param>
    /// <param name="schemas">The API's models.</param>
    public BodyValidator(IReadOnlyDictionary<string, string> requestModels, SchemaSet schemas)
    {
        foreach (var (type, model) in requestModels)
        {
            _models[type] = BodyModel.Of(model, schemas);
        }
    }

    /// <summary>The model for a body of this type; null where the body is not validated.</summary>
    public BodyModel? For(string? contentType)
    {
        var type = string.IsNullOrEmpty(contentType) ? Json : contentType.Split(';', 2)[0].Trim();
        return _models.GetValueOrDefault(type) ?? _models.GetValueOrDefault(AnyType);
    }
}

/// <summary>One model that bodies are held against.</summary>
/// <param name="Name">The model's.</param>
/// <param name="Schema">Null where it cannot be used.</param>
/// <param name="Fault">Why not.</param>
internal sealed record BodyModel(string Name, Schema? Schema, string? Fault)
{
    public static BodyModel Of(string name, SchemaSet schemas)
    {
        try
        {
            return new BodyModel(name, schemas.Of(name), null);
        }
        catch (SchemaException wrong)
        {
            return new BodyModel(name, null, wrong.Message);
        }
    }

    /// <summary>What is wrong with a body, in the words of the validator that AWS uses; nothing when it fits.</summary>
    public IReadOnlyList<string> Problems(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var run = new SchemaRun();
            Schema!.Check(document.RootElement, run);
            return run.Problems;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // ? AWS's words for what is no JSON are not recorded. A string with half a character is none either, which shows when it is read.
            return [body.IsEmpty ? "the body is empty" : "the body is not JSON"];
        }
    }
}
