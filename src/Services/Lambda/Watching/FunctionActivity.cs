using Gatehouse.Core;

namespace Gatehouse.Services.Lambda.Watching;

/// <summary>The numbers of one function that go beyond its versions: what concurrency let in and refused, and the events that wait.</summary>
public sealed record FunctionActivity(Scope Scope, string Name, int Running, long Refused, int Events);
