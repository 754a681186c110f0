using Gatehouse.Functions.ApiGateway;

namespace Gatehouse.Functions.Tests.ApiGateway;

public sealed class ApiGatewayRoutesTests
{
    private static readonly ApiGatewayRoutes Routes = new ApiGatewayRoutes()
        .Map("GET", "/jobs", _ => ApiGatewayResponse.Text("list"))
        .Map("GET", "/jobs/{jobId}", request => ApiGatewayResponse.Text($"job {request.PathParameter("jobId")}"))
        .Map("GET", "/jobs/latest", _ => ApiGatewayResponse.Text("latest"))
        .Map("ANY", "/jobs/{jobId}/log", request => ApiGatewayResponse.Text($"log {request.PathParameter("jobId")}"))
        .Map("DELETE", "/jobs/{jobId}/log", (_, context) => new(ApiGatewayResponse.Text($"gone {context.RequestId}")))
        .Map("GET", "/files/{path+}", request => ApiGatewayResponse.Text($"file {request.PathParameter("path")}"));

    [Theory]
    [InlineData("GET", "/jobs", "list")]
    [InlineData("GET", "/jobs/{jobId}", "job 7")]
    [InlineData("PATCH", "/jobs/{jobId}/log", "log 7")] // ANY
    [InlineData("DELETE", "/jobs/{jobId}/log", "gone r-1")] // a method of its own beats ANY
    public async Task ResourceAndMethod_ChooseTheRoute(string method, string resource, string answer)
    {
        var request = new ApiGatewayRequest
        {
            HttpMethod = method,
            Resource = resource,
            PathParameters = new Dictionary<string, string> { ["jobId"] = "7" },
        };

        Assert.Equal(answer, (await HandleAsync(request)).Body);
    }

    [Theory]
    [InlineData("GET", "/jobs/7", "job 7")]
    [InlineData("GET", "/jobs/a%2Fb%20c", "job a/b c")]
    [InlineData("GET", "/jobs/latest", "latest")] // a name beats a parameter, whatever the order
    [InlineData("GET", "/jobs/7/", "job 7")]
    [InlineData("DELETE", "/jobs/7/log", "gone r-1")]
    [InlineData("PUT", "/jobs/7/log", "log 7")]
    [InlineData("GET", "/files/a/b/c.txt", "file a/b/c.txt")]
    public async Task ApiWithOneGreedyResource_IsRoutedByPath(string method, string path, string answer)
    {
        Assert.Equal(answer, (await HandleAsync(Greedy(method, path))).Body);
    }

    [Theory]
    [InlineData("GET", "/other", 404)]
    [InlineData("GET", "/files", 404)]
    [InlineData("GET", "/files/", 404)]
    [InlineData("GET", "/jobs/7/log/x", 404)]
    [InlineData("POST", "/jobs/7", 405)]
    public async Task PathOrMethodWithoutARoute_IsRefused(string method, string path, int status)
    {
        Assert.Equal(status, (await HandleAsync(Greedy(method, path))).StatusCode);
    }

    [Fact]
    public void RouteMappedTwice_IsRefused()
    {
        var routes = new ApiGatewayRoutes().Map("GET", "/", _ => ApiGatewayResponse.Empty());

        Assert.Throws<ArgumentException>(() => routes.Map("GET", "/", _ => ApiGatewayResponse.Empty()));
    }

    private static ApiGatewayRequest Greedy(string method, string path) =>
        new() { HttpMethod = method, Resource = "/{proxy+}", Path = path };

    private static async Task<ApiGatewayResponse> HandleAsync(ApiGatewayRequest request)
    {
        using var context = new FunctionContext { RequestId = "r-1" };
        return await Routes.HandleAsync(request, context);
    }
}
