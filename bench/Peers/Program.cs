using System.Collections.Frozen;

// The simplest servers that do the same job, to measure against:
//   job     what nginx forwards to: a Kestrel handler that answers as the sample's GET /jobs/{jobId} does
//   keys    a Kestrel handler that looks x-api-key up in a dictionary and refuses unknown keys with 403
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls($"http://127.0.0.1:{args[1]}");
builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
var app = builder.Build();

var job = """{"message": "job[12345] is done"}"""u8.ToArray();
var forbidden = """{"message":"Forbidden"}"""u8.ToArray();
var keys = Enumerable.Range(0, 100).ToFrozenDictionary(i => $"key-{i:D36}", i => i);

switch (args[0])
{
    case "job":
        app.Run(http => AnswerAsync(http, 200, job));
        break;
    case "keys":
        app.Run(http => http.Request.Headers.TryGetValue("x-api-key", out var key) && keys.ContainsKey(key.ToString())
            ? AnswerAsync(http, 200, job)
            : AnswerAsync(http, 403, forbidden));
        break;
    default:
        Console.Error.WriteLine($"Unknown peer '{args[0]}': job or keys.");
        return 2;
}

await app.RunAsync();
return 0;

static Task AnswerAsync(HttpContext http, int status, byte[] body)
{
    http.Response.StatusCode = status;
    http.Response.ContentType = "application/json";
    http.Response.ContentLength = body.Length;
    return http.Response.Body.WriteAsync(body).AsTask();
}
