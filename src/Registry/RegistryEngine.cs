using System.Collections.Frozen;
using Gatehouse.Registry.Authorization;
using Gatehouse.Registry.Blobs;
using Gatehouse.Registry.Catalog;
using Gatehouse.Registry.Manifests;
using Gatehouse.Registry.Protocol;
using Gatehouse.Registry.Referrers;
using Gatehouse.Registry.Repositories;
using Gatehouse.Registry.Tags;
using Gatehouse.Registry.Uploads;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Registry;

/// <summary>
/// The endpoints of OCI's distribution specification 1.1 under <c>/v2/</c>
/// (https://github.com/opencontainers/distribution-spec/blob/main/spec.md).
/// </summary>
public sealed partial class RegistryEngine
{
    private readonly IRepositoryCatalog _catalog;
    private readonly IRegistryAuthorizer _authorizer;
    private readonly ILogger<RegistryEngine> _logger;
    private readonly FrozenDictionary<(RegistryResource Resource, string Method), IEndpoint> _endpoints;

    public RegistryEngine(
        IRepositoryCatalog catalog, IRegistryAuthorizer authorizer, RepositoryBlobs blobs, UploadStore uploads, ILogger<RegistryEngine> logger)
    {
        _catalog = catalog;
        _authorizer = authorizer;
        _logger = logger;

        var version = new ConfirmVersion();
        var readManifest = new ReadManifest(catalog);
        var readBlob = new ReadBlob(blobs);
        _endpoints = new Dictionary<(RegistryResource, string), IEndpoint>
        {
            [(RegistryResource.Version, "GET")] = version,
            [(RegistryResource.Version, "HEAD")] = version,
            [(RegistryResource.RepositoryList, "GET")] = new ListRepositories(catalog),
            [(RegistryResource.TagList, "GET")] = new ListTags(catalog),
            [(RegistryResource.Manifest, "GET")] = readManifest,
            [(RegistryResource.Manifest, "HEAD")] = readManifest,
            [(RegistryResource.Manifest, "PUT")] = new PutManifest(new ManifestInspector(blobs, catalog), catalog),
            [(RegistryResource.Manifest, "DELETE")] = new DeleteManifest(catalog),
            [(RegistryResource.ReferrerList, "GET")] = new ListReferrers(catalog),
            [(RegistryResource.Blob, "GET")] = readBlob,
            [(RegistryResource.Blob, "HEAD")] = readBlob,
            [(RegistryResource.Blob, "DELETE")] = new DeleteBlob(blobs),
            [(RegistryResource.UploadList, "POST")] = new StartUpload(uploads, blobs),
            [(RegistryResource.Upload, "GET")] = new ReadUploadStatus(uploads),
            [(RegistryResource.Upload, "PATCH")] = new AppendChunk(uploads),
            [(RegistryResource.Upload, "PUT")] = new FinishUpload(uploads),
            [(RegistryResource.Upload, "DELETE")] = new CancelUpload(uploads),
        }.ToFrozenDictionary();
    }

    /// <summary>Serves one request that the dispatcher found to be for the registry.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
        RegistryError? error;
        try
        {
            error = await RunAsync(context);
        }
        catch (BadHttpRequestException bad)
        {
            error = RegistryErrors.BadRequest(bad.StatusCode, bad.Message);
        }
        catch (Exception gone) when (gone is ConnectionResetException || (gone is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested))
        {
            // Nobody is left to answer, or to read from. An upload keeps what came and can be resumed.
            context.Abort();
            return;
        }
        catch (IOException full) when (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            Log.Unwritable(_logger, context.Request.Method, context.Request.Path, full.Message);
            error = RegistryErrors.Unwritable(full.Message);
        }
        catch (Exception bug)
        {
            Log.Failed(_logger, context.Request.Method, context.Request.Path, bug);
            error = RegistryErrors.Unexpected;
        }

        if (error is not null && !context.Response.HasStarted)
        {
            await error.WriteAsync(context.Response);
        }
    }

    private async ValueTask<RegistryError?> RunAsync(HttpContext context)
    {
        switch (await _authorizer.AuthorizeAsync(CallerOf(context.Request), context.RequestAborted))
        {
            case RegistryAccess.Granted(var scope):
                return await RunAsync(context, scope);
            case RegistryAccess.Challenged(var challenge, var text):
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                context.Response.Headers.WWWAuthenticate = challenge;
                context.Response.ContentType = "text/plain; charset=utf-8";
                if (!HttpMethods.IsHead(context.Request.Method))
                {
                    await context.Response.WriteAsync(text, context.RequestAborted);
                }

                return null;
            case RegistryAccess.Denied(var message):
                return RegistryErrors.Denied(message);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async ValueTask<RegistryError?> RunAsync(HttpContext context, Core.Scope scope)
    {
        var method = context.Request.Method;
        if (!RegistryRoute.TryParse(context.Request.Path.Value ?? "", out var route))
        {
            return RegistryErrors.NoSuchResource;
        }

        if (!_endpoints.TryGetValue((route.Resource, method), out var endpoint))
        {
            context.Response.Headers.Allow = string.Join(
                ", ", _endpoints.Keys.Where(key => key.Resource == route.Resource).Select(key => key.Method).Order(StringComparer.Ordinal));
            return RegistryErrors.MethodNotAllowed(method);
        }

        var call = new RegistryCall(context, scope, route);
        if (route.Name.Length > 0)
        {
            if (!RepositoryName.IsValidName(route.Name))
            {
                return RegistryErrors.NameInvalid(route.Name);
            }

            if (!await _catalog.ExistsAsync(call.Repository, call.Aborted))
            {
                return RegistryErrors.NameUnknown(call.Repository);
            }
        }

        return await endpoint.RunAsync(call);
    }

    private static RegistryCaller CallerOf(HttpRequest request)
    {
        var (user, password) = BasicCredentials.Read(request.Headers.Authorization);
        return new RegistryCaller(user, password, $"{request.Scheme}://{request.Host}")
        {
            // A download URL carries its own right to read a blob, and nothing else.
            Token = HttpMethods.IsGet(request.Method) && request.Headers.Authorization.Count == 0 &&
                RegistryRoute.TryParse(request.Path.Value ?? "", out var route) && route.Resource == RegistryResource.Blob
                    ? request.Query["token"].ToString()
                    : null,
        };
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The registry could not store what {Method} {Path} brought: {Reason}")]
        public static partial void Unwritable(ILogger logger, string method, string path, string reason);

        [LoggerMessage(LogLevel.Error, "The registry failed on {Method} {Path}.")]
        public static partial void Failed(ILogger logger, string method, string path, Exception exception);
    }
}
