using System.Text.Json;

namespace Gatehouse.Functions.ApiGateway;

/// <summary>
/// Reads the event's members by hand: the first event of a sandbox comes 20 ms sooner than through the serializer, whose contracts
/// must be built first, and every other one in half the time.
/// </summary>
internal ref struct EventReader(ReadOnlySpan<byte> utf8Json)
{
    private readonly bool _isEmpty = utf8Json.IsEmpty;
    private Utf8JsonReader _json = new(utf8Json);

    /// <summary>Enters the event itself.</summary>
    public void Begin()
    {
        _json.Read();
        Expect(JsonTokenType.StartObject);
    }

    /// <summary>Moves to the next member of the object that was entered; false at its end.</summary>
    public bool NextMember()
    {
        _json.Read();
        return _json.TokenType == JsonTokenType.PropertyName;
    }

    public readonly bool Is(ReadOnlySpan<byte> member) => _json.ValueTextEquals(member);

    /// <summary>Nothing may follow the event.</summary>
    public void End()
    {
        if (_json.Read())
        {
            throw Unexpected();
        }
    }

    /// <summary>The member's text, or null.</summary>
    public string? Text()
    {
        _json.Read();
        return TextHere();
    }

    public bool Flag()
    {
        _json.Read();
        return _json.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False or JsonTokenType.Null => false,
            _ => throw Unexpected(),
        };
    }

    /// <summary>Where the member's object stands in the event, for reading later; nowhere for null.</summary>
    public Range Object()
    {
        if (!EnterObject())
        {
            return default;
        }

        var start = (int)_json.TokenStartIndex;
        _json.Skip();
        return start..(int)_json.BytesConsumed;
    }

    /// <summary>Where a map of texts stands, for reading later. That it is one is checked now.</summary>
    public Range MapLater()
    {
        if (!EnterObject())
        {
            return default;
        }

        var start = (int)_json.TokenStartIndex;
        while (NextMember())
        {
            _json.Read();
            CheckText();
        }

        return start..(int)_json.BytesConsumed;
    }

    /// <summary>Where a map of lists of texts stands, for reading later. That it is one is checked now.</summary>
    public Range MultiMapLater()
    {
        if (!EnterObject())
        {
            return default;
        }

        var start = (int)_json.TokenStartIndex;
        while (NextMember())
        {
            _json.Read();
            Expect(JsonTokenType.StartArray);
            while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
            {
                CheckText();
            }
        }

        return start..(int)_json.BytesConsumed;
    }

    public void Skip()
    {
        _json.Read();
        _json.Skip();
    }

    public IReadOnlyDictionary<string, string>? Map(StringComparer names)
    {
        if (!EnterObject())
        {
            return null;
        }

        var map = new Dictionary<string, string>(names);
        while (NextMember())
        {
            var name = _json.GetString()!;
            map[name] = Text() ?? "";
        }

        return map;
    }

    public IReadOnlyDictionary<string, string[]>? MultiMap(StringComparer names)
    {
        if (!EnterObject())
        {
            return null;
        }

        var map = new Dictionary<string, string[]>(names);
        while (NextMember())
        {
            var name = _json.GetString()!;
            map[name] = Texts();
        }

        return map;
    }

    private string[] Texts()
    {
        _json.Read();
        Expect(JsonTokenType.StartArray);
        _json.Read();
        if (_json.TokenType == JsonTokenType.EndArray)
        {
            return [];
        }

        var first = TextHere() ?? "";
        _json.Read();
        if (_json.TokenType == JsonTokenType.EndArray)
        {
            return [first];
        }

        List<string> texts = [first];
        for (; _json.TokenType != JsonTokenType.EndArray; _json.Read())
        {
            texts.Add(TextHere() ?? "");
        }

        return [.. texts];
    }

    // False for null. Of nothing at all there is nothing to enter either.
    private bool EnterObject()
    {
        if (_isEmpty)
        {
            return false;
        }

        _json.Read();
        if (_json.TokenType == JsonTokenType.Null)
        {
            return false;
        }

        Expect(JsonTokenType.StartObject);
        return true;
    }

    private readonly void CheckText()
    {
        if (_json.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
        {
            throw Unexpected();
        }
    }

    private readonly string? TextHere() => _json.TokenType switch
    {
        JsonTokenType.String => _json.GetString(),
        JsonTokenType.Null => null,
        _ => throw Unexpected(),
    };

    private readonly void Expect(JsonTokenType token)
    {
        if (_json.TokenType != token)
        {
            throw Unexpected();
        }
    }

    private readonly JsonException Unexpected() =>
        new($"The event is not one of an API Gateway proxy: {_json.TokenType} at byte {_json.TokenStartIndex}.");
}
