using System.Text.Json.Serialization;

namespace Gatehouse.Sandbox.Tests.Support;

[JsonSerializable(typeof(string))]
internal sealed partial class TestJson : JsonSerializerContext;
