using System.Text.Json;

namespace Gatehouse.Conformance.Tests.Errors;

/// <summary>The errors that an operation may answer with: its own in AWS's model, and those that any operation of the service may.</summary>
internal sealed class DeclaredErrors(Oracle oracle)
{
    // See "Common Errors" in each service's API reference. 501 is this server's word for what it lacks.
    private static readonly Dictionary<string, int> Everywhere = new()
    {
        ["NotImplemented"] = 501,
        ["RequestEntityTooLargeException"] = 413,
    };

    private static readonly Dictionary<string, Dictionary<string, int>> Common = new()
    {
        // The model names the errors of resources; those of the front end and of IAM stand in the reference alone.
        ["apigateway"] = new() { ["ValidationException"] = 400, ["SerializationException"] = 400, ["AccessDeniedException"] = 403 },
        ["ecr"] = new() { ["SerializationException"] = 400, ["AccessDeniedException"] = 400, ["ServerException"] = 500 },
        ["iam"] = new() { ["ValidationError"] = 400, ["AccessDenied"] = 403 },
        ["lambda"] = new() { ["ValidationException"] = 400, ["SerializationException"] = 400, ["AccessDeniedException"] = 403 },
        // Broken limits are an InvalidParameterException of any operation of Logs.
        ["logs"] = new() { ["InvalidParameterException"] = 400, ["SerializationException"] = 400, ["AccessDeniedException"] = 400 },
        ["sts"] = new() { ["ValidationError"] = 400, ["AccessDenied"] = 403 },
    };

    /// <summary>Why the model does not know the error with this status from this operation; null when it does.</summary>
    public string? Fault(string operation, string code, int status)
    {
        if (Everywhere.TryGetValue(code, out var shared) || Common[oracle.Service.Name].TryGetValue(code, out shared))
        {
            return shared == status ? null : $"{code} has the status {shared}, not {status}";
        }

        if (Find(operation, code) is not { } shape)
        {
            return $"{code} is none of its errors";
        }

        var declared = StatusOf(shape);
        return declared == status ? null : $"{code} has the status {declared} with AWS, not {status}";
    }

    /// <summary>Members of an error's body that its shape has not.</summary>
    public IEnumerable<string> Strangers(Answer answer)
    {
        if (oracle.IsQuery || Find(answer.Operation, answer.Code!) is not { } shape)
        {
            return [];
        }

        // Json 1.1 shapes often leave the message out that all of them have; `__type` says which shape it is.
        var known = shape.GetProperty("members").EnumerateObject().Select(member => member.Name).Concat(["__type", "message"]).ToHashSet();
        using var document = JsonDocument.Parse(answer.Body);
        return [.. document.RootElement.EnumerateObject().Select(member => member.Name).Where(name => !known.Contains(name))];
    }

    private JsonElement? Find(string operation, string code)
    {
        if (!oracle.Model.Operation(operation)!.Value.TryGetProperty("errors", out var errors))
        {
            return null;
        }

        foreach (var reference in errors.EnumerateArray())
        {
            var shape = oracle.Model.Shape(reference);
            var name = shape.TryGetProperty("error", out var error) && error.TryGetProperty("code", out var given) ? given.GetString() : reference.GetProperty("shape").GetString();
            if (name == code)
            {
                return shape;
            }
        }

        return null;
    }

    private int StatusOf(JsonElement shape) =>
        oracle.IsJson11 ? (shape.TryGetProperty("fault", out _) ? 500 : 400) : shape.GetProperty("error").GetProperty("httpStatusCode").GetInt32();
}
