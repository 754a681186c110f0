using System.Text.Json;

namespace Gatehouse.Gateway.Validation;

/// <summary>The models of one API, compiled when a method first asks for them. They may refer to each other.</summary>
internal sealed class SchemaSet(IReadOnlyDictionary<string, string> models)
{
    private const string ModelsPath = "/models/";

    private readonly Dictionary<(string Model, string Pointer), Schema> _schemas = [];
    private readonly Dictionary<string, JsonElement> _documents = new(StringComparer.Ordinal);

    /// <summary>A model's schema. Throws <see cref="SchemaException"/> where it is missing or no schema.</summary>
    public Schema Of(string model) => At(model, "");

    /// <summary>What a <c>$ref</c> in a model leads to: a place in itself, or another model by its URL, as AWS writes it.</summary>
    public Schema Resolve(string model, string reference)
    {
        var (address, pointer) = reference.Split('#', 2) is [var before, var after] ? (before, after) : (reference, "");
        if (address.Length == 0)
        {
            return At(model, Uri.UnescapeDataString(pointer));
        }

        var name = address.LastIndexOf(ModelsPath, StringComparison.Ordinal) is var start and >= 0 ? address[(start + ModelsPath.Length)..] : null;
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Host == "apigateway.amazonaws.com" && name is not null
            ? At(name, Uri.UnescapeDataString(pointer))
            : throw new SchemaException($"'{reference}' is no reference to this schema or to a model of this API");
    }

    private Schema At(string model, string pointer)
    {
        if (_schemas.TryGetValue((model, pointer), out var known))
        {
            return known;
        }

        // Known before it is compiled: it may lead back to itself.
        var schema = _schemas[(model, pointer)] = new Schema();
        try
        {
            new SchemaCompiler(this, model).Compile(Find(Document(model), pointer), schema);
            return schema;
        }
        catch (SchemaException)
        {
            _schemas.Remove((model, pointer));
            throw;
        }
    }

    private JsonElement Document(string model)
    {
        if (!_documents.TryGetValue(model, out var document))
        {
            using var parsed = JsonDocument.Parse(models.TryGetValue(model, out var text) ? text : throw new SchemaException($"there is no model '{model}'"));
            _documents[model] = document = parsed.RootElement.Clone();
        }

        return document;
    }

    private static JsonElement Find(JsonElement document, string pointer)
    {
        foreach (var step in pointer.Split('/').Skip(1))
        {
            var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            document = document.ValueKind == JsonValueKind.Object && document.TryGetProperty(name, out var member) ? member
                : document.ValueKind == JsonValueKind.Array && int.TryParse(name, out var index) && index >= 0 && index < document.GetArrayLength() ? document[index]
                : throw new SchemaException($"'#{pointer}' leads nowhere");
        }

        return document;
    }
}

/// <summary>A model's schema cannot be used, with the reason.</summary>
internal sealed class SchemaException(string message) : Exception(message);
