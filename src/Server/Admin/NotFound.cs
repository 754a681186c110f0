using Microsoft.AspNetCore.Http;

namespace Gatehouse.Server.Admin;

/// <summary>The answer to a request that nothing here claims.</summary>
internal static class NotFound
{
    public static Task AnswerAsync(HttpContext context) => Json.WriteMessageAsync(
        context,
        StatusCodes.Status404NotFound,
        $"Nothing answers {context.Request.Method} {context.Request.Path} on host '{context.Request.Host}'.");
}
