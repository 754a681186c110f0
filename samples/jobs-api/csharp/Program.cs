using System.Text.Json;
using Gatehouse.Functions;
using Gatehouse.Functions.ApiGateway;

return await Function.RunAsync(new ApiGatewayRoutes()
    .Map("GET", "/jobs/{jobId}", request => Message($"job[{request.PathParameter("jobId")}] is done"))
    .Map("POST", "/jobs", _ => Message($"job[{Guid.NewGuid()}] submitted", statusCode: 201)));

static ApiGatewayResponse Message(string text, int statusCode = 200) =>
    ApiGatewayResponse.Json($$"""{"message": "{{JsonEncodedText.Encode(text)}}"}""", statusCode);
