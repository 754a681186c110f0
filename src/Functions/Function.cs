using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gatehouse.Functions.ApiGateway;
using Gatehouse.Functions.Runtime;

namespace Gatehouse.Functions;

/// <summary>
/// Runs a handler as a Lambda function: a program's Main returns what these return. They poll for events on the caller's thread and
/// come back only when the program should end, with its exit code.
/// </summary>
public static class Function
{
    /// <summary>Serves an API Gateway REST API: each route of the table answers its resource and method.</summary>
    public static Task<int> RunAsync(ApiGatewayRoutes routes) => RunAsync(Handler(routes.HandleAsync));

    /// <summary>Answers API Gateway proxy events with one handler.</summary>
    public static Task<int> RunAsync(Func<ApiGatewayRequest, FunctionContext, ValueTask<ApiGatewayResponse>> handler) =>
        RunAsync(Handler(handler));

    /// <summary>Takes and returns JSON by source-generated contracts.</summary>
    public static Task<int> RunAsync<TIn, TOut>(
        Func<TIn, FunctionContext, ValueTask<TOut>> handler, JsonTypeInfo<TIn> input, JsonTypeInfo<TOut> output) =>
        RunAsync(Handler(handler, input, output));

    /// <summary>Takes and returns bytes.</summary>
    public static Task<int> RunAsync(RawHandler handler) => RunAsync(() => new ValueTask<RawHandler>(handler));

    /// <summary>Takes bytes and streams its replies: to function URLs with <c>RESPONSE_STREAM</c>, and to <c>InvokeWithResponseStream</c>.</summary>
    public static Task<int> StreamAsync(StreamingHandler handler) => StreamAsync(() => new ValueTask<StreamingHandler>(handler));

    /// <summary>Makes the streaming handler first, as <see cref="RunAsync(Func{ValueTask{RawHandler}})"/> does.</summary>
    public static Task<int> StreamAsync(Func<ValueTask<StreamingHandler>> initialize) => RunAsync(loop => loop.StreamAsync(initialize));

    /// <summary>
    /// Makes the handler first. An exception there is reported as an initialization error, as Lambda wants it, rather than as a
    /// program that ended for no reason.
    /// </summary>
    public static Task<int> RunAsync(Func<ValueTask<RawHandler>> initialize) => RunAsync(loop => loop.RunAsync(initialize));

    /// <summary>The handler of an API Gateway proxy function in its raw form, for <see cref="RunAsync(Func{ValueTask{RawHandler}})"/>.</summary>
    public static RawHandler Handler(Func<ApiGatewayRequest, FunctionContext, ValueTask<ApiGatewayResponse>> handler) =>
        async (payload, reply, context) =>
        {
            var response = await handler(ApiGatewayRequest.Parse(payload.Span), context);
            response.WriteTo(reply);
        };

    /// <summary>A typed handler in its raw form, for <see cref="RunAsync(Func{ValueTask{RawHandler}})"/>.</summary>
    public static RawHandler Handler<TIn, TOut>(
        Func<TIn, FunctionContext, ValueTask<TOut>> handler, JsonTypeInfo<TIn> input, JsonTypeInfo<TOut> output) =>
        async (payload, reply, context) =>
        {
            var value = JsonSerializer.Deserialize(payload.Span, input)!;
            var result = await handler(value, context);
            using var json = new Utf8JsonWriter(reply);
            JsonSerializer.Serialize(json, result, output);
        };

    private static async Task<int> RunAsync(Func<RuntimeLoop, Task<int>> serve)
    {
        if (FunctionEnvironment.Read(Environment.GetEnvironmentVariable) is not { } environment)
        {
            await Console.Error.WriteLineAsync(
                "This program is a Lambda function: it runs where AWS_LAMBDA_RUNTIME_API names a Runtime API (host:port).");
            return 1;
        }

        using var client = new RuntimeClient(environment.RuntimeApi, TimeProvider.System, Console.Error);
        return await serve(new RuntimeLoop(environment, client, TimeProvider.System, Console.Error));
    }
}
