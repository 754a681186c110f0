using System.Globalization;
using System.Text.Json;
using Gatehouse.Services.Ecr.Images;

namespace Gatehouse.Server.Images;

/// <summary>The document of <c>GET /_gatehouse/images</c>.</summary>
internal static class ImageList
{
    /// <param name="uses">The functions that use an image, by its repository (<c>account/region/name</c>) and digest.</param>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<RepositoryContent> content, ILookup<(string Repository, string Digest), string> uses)
    {
        var stored = new HashSet<(string Repository, string Digest)>();
        json.WriteStartObject();
        json.WriteStartArray("repositories");
        foreach (var repository in content)
        {
            var place = $"{repository.Scope.Account}/{repository.Scope.Region}/{repository.Name}";
            json.WriteStartObject();
            json.WriteString("account", repository.Scope.Account);
            json.WriteString("region", repository.Scope.Region);
            json.WriteString("name", repository.Name);
            json.WriteStartArray("images");
            foreach (var image in repository.Images)
            {
                stored.Add((place, image.Digest));
                json.WriteStartObject();
                json.WriteString("digest", image.Digest);
                WriteStrings(json, "tags", image.Tags);
                json.WriteString("mediaType", image.MediaType);
                json.WriteNumber("sizeBytes", image.SizeBytes);
                json.WriteString("pushedAt", image.PushedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
                WriteStrings(json, "functions", uses[(place, image.Digest)]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();

        // Functions run their own copies.
        json.WriteStartArray("onlyInFunctions");
        foreach (var use in uses.Where(use => !stored.Contains(use.Key)))
        {
            json.WriteStartObject();
            json.WriteString("repository", use.Key.Repository);
            json.WriteString("digest", use.Key.Digest);
            WriteStrings(json, "functions", use);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
