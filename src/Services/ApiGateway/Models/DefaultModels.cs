namespace Gatehouse.Services.ApiGateway.Models;

/// <summary>The two models that every API begins with.</summary>
internal static class DefaultModels
{
    public static IReadOnlyList<Model> All { get; } =
    [
        new()
        {
            Name = "Empty",
            Description = "This is a default empty schema model",
            ContentType = "application/json",
            Schema =
                """
                {
                  "$schema": "http://json-schema.org/draft-04/schema#",
                  "title" : "Empty Schema",
                  "type" : "object"
                }
                """,
        },
        new()
        {
            Name = "Error",
            Description = "This is a default error schema model",
            ContentType = "application/json",
            Schema =
                """
                {
                  "$schema" : "http://json-schema.org/draft-04/schema#",
                  "title" : "Error Schema",
                  "type" : "object",
                  "properties" : {
                    "message" : { "type" : "string" }
                  }
                }
                """,
        },
    ];
}
