namespace Gatehouse.Wire;

/// <summary>Where an operation is on the wire. The JSON 1.1 and query protocols know operations by name alone.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Uri">The URI template as AWS's model has it: <c>/restapis/{restapi_id}</c>, <c>{label+}</c> for several segments,
/// and a literal query (<c>?mode=import</c>) where that tells operations apart.</param>
/// <param name="Status">The status of success.</param>
public sealed record OperationSpec(string Method, string Uri, int Status)
{
    public static OperationSpec Get(string uri, int status = 200) => new("GET", uri, status);

    public static OperationSpec Post(string uri, int status = 200) => new("POST", uri, status);

    public static OperationSpec Put(string uri, int status = 200) => new("PUT", uri, status);

    public static OperationSpec Patch(string uri, int status = 200) => new("PATCH", uri, status);

    public static OperationSpec Delete(string uri, int status = 200) => new("DELETE", uri, status);

    /// <summary>An operation of a service that posts everything to <c>/</c>.</summary>
    public static OperationSpec Rpc { get; } = new("POST", "/", 200);

    /// <summary>The largest request body, in bytes. Control-plane documents are small; AWS's own front ends refuse above about this.</summary>
    public long MaxBodyBytes { get; init; } = 10 * 1024 * 1024;
}
