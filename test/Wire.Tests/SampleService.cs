using System.Text.Json.Serialization;

namespace Gatehouse.Wire.Tests;

/// <summary>A service that exists only to drive the kernel: it echoes what it read.</summary>
internal static class SampleService
{
    public static ServiceDefinition Rest() =>
        ServiceBuilder.RestJson("rest", SampleWire.Default, new ErrorStyle { MemberPrefix = name => char.ToLowerInvariant(name[0]) + name[1..] + "Input." })
            .Add(new PutThing())
            .Add(new ListThings())
            .Add(new ImportThings())
            .Add(new Fail())
            .NotImplemented("ExportThings GET /things/{thing}/exports/{type}")
            .Build();

    public static ServiceDefinition Json() => ServiceBuilder.Json11("json", "Sample_20250101", SampleWire.Default, new ErrorStyle()).Add(new Describe()).NotImplemented("Forget").Build();

    public static ServiceDefinition Query() =>
        ServiceBuilder.Query("query", "https://sample.example/doc/", "2025-01-01", SampleWire.Default, new ErrorStyle { ValidationCode = "ValidationError" }).Add(new Describe()).Build();
}

internal sealed record PutThingRequest : IConstrained
{
    [Uri("thing")] public required string Thing { get; init; }

    [Query("force")] public bool? Force { get; init; }

    [Query("keys")] public string[]? Keys { get; init; }

    [Header("X-Sample")] public string? Sample { get; init; }

    public required string Title { get; init; }

    public int? Size { get; init; }

    public Inner? Inner { get; init; }

    public IReadOnlyList<string>? Parts { get; init; }

    public void Constrain(Violations check) => check.Length(Title, 2, 5).Range(Size, 1, 10).OneOf(Inner?.Kind, ["A", "B"]);
}

internal sealed record Inner(string? Kind);

internal sealed record Thing
{
    [Header("X-Thing")] public string? Name { get; init; }

    [StatusCode] public int Status { get; init; }

    public string? Title { get; init; }

    public int? Size { get; init; }

    public string? Sample { get; init; }

    public bool? Force { get; init; }

    public string[]? Keys { get; init; }
}

internal sealed class PutThing : IOperation<PutThingRequest, Thing>
{
    public OperationSpec Spec => OperationSpec.Put("/things/{thing}", 201);

    public ValueTask<Thing> InvokeAsync(PutThingRequest request, Call call) =>
        new(new Thing { Name = request.Thing, Status = 299, Title = request.Title, Size = request.Size, Sample = request.Sample, Force = request.Force, Keys = request.Keys });
}

internal sealed record ListThingsRequest
{
    [Query("limit")] public int? Limit { get; init; }
}

internal sealed class ListThings : IOperation<ListThingsRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Get("/things", 202);

    public ValueTask<Nothing> InvokeAsync(ListThingsRequest request, Call call) => new(Nothing.Value);
}

internal sealed class ImportThings : IOperation<ListThingsRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Get("/things?mode=import", 203);

    public ValueTask<Nothing> InvokeAsync(ListThingsRequest request, Call call) => new(Nothing.Value);
}

internal sealed class Fail : IOperation<ListThingsRequest, Nothing>
{
    public OperationSpec Spec => OperationSpec.Post("/fail");

    public ValueTask<Nothing> InvokeAsync(ListThingsRequest request, Call call) => throw new InvalidOperationException("a bug");
}

internal sealed record DescribeRequest
{
    public required string Name { get; init; }

    public int? Limit { get; init; }

    public bool? Deep { get; init; }

    public IReadOnlyList<Tag>? Tags { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public Inner? Inner { get; init; }
}

internal sealed record Tag(string Key, string Value);

internal sealed record Description(string Name, int? Limit, bool? Deep, IReadOnlyList<Tag>? Tags, IReadOnlyDictionary<string, string>? Labels, Inner? Inner, string Account, string Region);

internal sealed class Describe : IOperation<DescribeRequest, Description>
{
    public OperationSpec Spec => OperationSpec.Rpc;

    public ValueTask<Description> InvokeAsync(DescribeRequest request, Call call) =>
        new(new Description(request.Name, request.Limit, request.Deep, request.Tags, request.Labels, request.Inner, call.Account, call.Region));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.Unspecified, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PutThingRequest))]
[JsonSerializable(typeof(Thing))]
[JsonSerializable(typeof(ListThingsRequest))]
[JsonSerializable(typeof(DescribeRequest))]
[JsonSerializable(typeof(Description))]
internal sealed partial class SampleWire : JsonSerializerContext;
