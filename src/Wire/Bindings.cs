namespace Gatehouse.Wire;

/// <summary>A member that travels in the URI's path, under the label's name.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UriAttribute(string label) : Attribute
{
    public string Label => label;
}

/// <summary>A member that travels in the query string. A list takes every occurrence.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class QueryAttribute(string name) : Attribute
{
    public string Name => name;
}

/// <summary>A member that travels as an HTTP header.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HeaderAttribute(string name) : Attribute
{
    public string Name => name;
}

/// <summary>A response member that is the HTTP status itself.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class StatusCodeAttribute : Attribute;
