using System.Collections.Frozen;
using Gatehouse.Access.Signing;
using Gatehouse.Core;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Wire;

/// <summary>Serves every AWS operation: finds the service by its signing scope, lets its protocol read and write, and turns errors into AWS's.</summary>
public sealed partial class WireDispatcher(IReadOnlyList<ServiceDefinition> services, WireOptions options, TimeProvider time, ILogger<WireDispatcher> log)
{
    private const int LongestUnsignedForm = 16 * 1024;

    private readonly FrozenDictionary<string, ServiceDefinition> _services = services.ToFrozenDictionary(service => service.Name, StringComparer.Ordinal);
    private readonly ISessionDirectory? _sessions = services.Select(service => service.Sessions).FirstOrDefault(sessions => sessions is not null);

    public IReadOnlyList<ServiceDefinition> Services => services;

    /// <summary>Whether the request carries an AWS signature, which is what makes it a call of an AWS operation.</summary>
    public static bool IsSigned(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith("AWS4-", StringComparison.Ordinal) || request.Query.ContainsKey("X-Amz-Credential");

    /// <summary>The service that the request is signed for, if any.</summary>
    public static string? SignedService(HttpRequest request) => ScopeOf(request)?.Service;

    public async Task HandleAsync(HttpContext http)
    {
        var requestId = Ids.Uuid();
        http.Response.Headers["x-amzn-RequestId"] = requestId;
        var service = Find(http.Request, out var signer);
        if (service is null && signer is null)
        {
            service = await FindQueriedAsync(http);
        }

        var protocol = service?.Protocol ?? new RestJson.RestJsonProtocol(new ErrorStyle());
        try
        {
            if (service is null)
            {
                throw signer is not null ? WireErrors.UnknownService(signer.Service)
                    : IsSigned(http.Request) ? WireErrors.IncompleteSignature() : WireErrors.MissingToken();
            }

            if (signer is null)
            {
                var query = protocol is Query.QueryProtocol;
                throw IsSigned(http.Request) ? WireErrors.IncompleteSignature(query) : WireErrors.MissingToken(query);
            }

            await ServeAsync(service, signer, http, requestId);
        }
        catch (AwsException error)
        {
            await protocol.WriteErrorAsync(error, http, requestId);
        }
        catch (Exception gone) when (gone is ConnectionResetException || (gone is OperationCanceledException && http.RequestAborted.IsCancellationRequested))
        {
            // There is nobody to answer, and the connection must not be read on as if the body had come.
            http.Abort();
        }
        catch (Exception bug) when (!http.Response.HasStarted && bug is not BadHttpRequestException)
        {
            // Not a body that breaks HTTP's rules: the server refuses it, and knows that its connection cannot go on.
            Log.Failed(log, requestId, service?.Name ?? "?", http.Request.Path, bug);
            await protocol.WriteErrorAsync(new AwsException(protocol.Errors.InternalCode, 500, $"Gatehouse failed to serve this request; its log has the reason under {requestId}."), http, requestId);
        }
    }

    private async ValueTask ServeAsync(ServiceDefinition service, SigningScope signer, HttpContext http, string requestId)
    {
        var target = await service.Protocol.FindAsync(service, http);
        var now = time.GetUtcNow();
        var session = await FindSessionAsync(signer, http.RequestAborted);
        if (session is not null && session.Expiration <= now)
        {
            throw WireErrors.ExpiredToken(service.Protocol is Query.QueryProtocol);
        }

        var call = new Call
        {
            Scope = new Scope(session?.Account ?? signer.Account ?? options.Account, signer.Region),
            Session = session,
            Operation = target.Name,
            RequestId = requestId,
            AccessKeyId = signer.AccessKeyId,
            Time = service.Time?.GetUtcNow() ?? now,
            Port = http.Request.Host.Port ?? http.Connection.LocalPort,
            Aborted = http.RequestAborted,
        };

        switch (target.Operation)
        {
            case TypedOperation operation:
                var request = await service.Protocol.ReadAsync(target, operation, http);
                var result = await operation.InvokeAsync(request, call);
                await service.Protocol.WriteAsync(operation, result, http, call);
                break;
            case RawOperation operation:
                await operation.InvokeAsync(target.Labels, http, call);
                break;
            default:
                throw WireErrors.NotImplemented(service.Name, target.Name);
        }
    }

    private ValueTask<Session?> FindSessionAsync(SigningScope signer, CancellationToken cancellation) =>
        // AWS's prefix of temporary access keys.
        _sessions is not null && signer.AccessKeyId.StartsWith("ASIA", StringComparison.Ordinal) ? _sessions.FindAsync(signer.AccessKeyId, cancellation) : default;

    private ServiceDefinition? Find(HttpRequest request, out SigningScope? signer)
    {
        signer = ScopeOf(request);
        if (signer is not null)
        {
            return _services.GetValueOrDefault(signer.Service);
        }

        // Unsigned, but its target says which service's words to refuse it in.
        var target = request.Headers["X-Amz-Target"].ToString();
        foreach (var service in services)
        {
            if (service.Protocol is Json11.Json11Protocol json && target.StartsWith(json.TargetPrefix + ".", StringComparison.Ordinal))
            {
                return service;
            }
        }

        return null;
    }

    /// <summary>Which query service an unsigned request means, for its refusal's words: one that names an action, by its version.</summary>
    private async ValueTask<ServiceDefinition?> FindQueriedAsync(HttpContext http)
    {
        var request = http.Request;
        var isForm = request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) is true;
        if (request.Path != "/" || !(isForm || request.Query.ContainsKey("Action")))
        {
            return null;
        }

        // Nobody has said who they are: no more than a usual form is read for them.
        var body = isForm && request.ContentLength is > 0 and <= LongestUnsignedForm ? await RequestBody.ReadAsync(http, LongestUnsignedForm) : default;
        var form = Query.Form.Parse(body.Span, request.QueryString.Value);
        var version = form.Find("Version")?.Value;
        return form.Find("Action") is null ? null : services.FirstOrDefault(service => service.Protocol is Query.QueryProtocol query && query.Version == version);
    }

    private static SigningScope? ScopeOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.Length > 0 ? SigningScope.FromAuthorization(header)
            : request.Query.TryGetValue("X-Amz-Credential", out var credential) ? SigningScope.FromCredential(credential.ToString()) : null;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Request {RequestId} to {Service} ({Path}) failed.")]
        public static partial void Failed(ILogger log, string requestId, string service, string path, Exception bug);
    }
}
