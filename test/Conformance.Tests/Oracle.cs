using System.Reflection;
using Gatehouse.Wire;

namespace Gatehouse.Conformance.Tests;

/// <summary>A service of ours beside AWS's model of it.</summary>
internal sealed record Oracle(string Title, ServiceDefinition Service, AwsModel Model)
{
    public bool IsRest => Model.Metadata.GetProperty("protocol").GetString() == "rest-json";

    public bool IsJson11 => Model.Metadata.GetProperty("protocol").GetString() == "json";

    public bool IsQuery => Model.Metadata.GetProperty("protocol").GetString() == "query";

    /// <summary>Every difference between what we registered and what AWS says.</summary>
    public IReadOnlyList<string> Differences()
    {
        var differences = new List<string>();
        foreach (var operation in Service.Operations)
        {
            if (Model.Operation(operation.Name) is not { } theirs)
            {
                differences.Add($"{operation.Name}: AWS has no such operation");
                continue;
            }

            var http = theirs.GetProperty("http");
            if (IsRest)
            {
                Check(operation.Name, "method", operation.Spec.Method, http.GetProperty("method").GetString()!);
                Check(operation.Name, "URI", operation.Spec.Uri.TrimEnd('/'), http.GetProperty("requestUri").GetString()!.TrimEnd('/'));
                var status = http.TryGetProperty("responseCode", out var code) ? code.GetInt32() : 200;
                // Recordings of AWS show 204 and an empty body where newer models print 200.
                if (operation.Spec.Status != status && operation.Name != "DeleteFunction")
                {
                    differences.Add($"{operation.Name}: status is {status} with AWS, not {operation.Spec.Status}");
                }
            }

            if (operation.RequestType is { } request)
            {
                differences.AddRange(Compare(operation.Name, theirs, request, operation.ResponseType).Differences);
            }
        }

        foreach (var missing in Service.Missing)
        {
            if (Model.Operation(missing.Name) is not { } theirs)
            {
                differences.Add($"{missing.Name}: listed as not implemented, but AWS has no such operation");
            }
            else if (IsRest)
            {
                Check(missing.Name, "method", missing.Method, theirs.GetProperty("http").GetProperty("method").GetString()!);
                Check(missing.Name, "URI", missing.Uri.TrimEnd('/'), theirs.GetProperty("http").GetProperty("requestUri").GetString()!.TrimEnd('/'));
            }
        }

        var known = Service.Operations.Select(operation => operation.Name).Concat(Service.Missing.Select(operation => operation.Name)).ToList();
        differences.AddRange(Model.OperationNames.Except(known).Select(name => $"{name}: AWS has it, and we neither do it nor list it as not implemented"));
        differences.AddRange(known.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => $"{group.Key}: registered twice"));
        return differences;

        void Check(string operation, string what, string ours, string theirs)
        {
            if (ours != theirs)
            {
                differences.Add($"{operation}: {what} is '{theirs}' with AWS, not '{ours}'");
            }
        }
    }

    public ShapeComparison Compare(Operation operation) => Compare(operation.Name, Model.Operation(operation.Name)!.Value, operation.RequestType!, operation.ResponseType);

    /// <summary>The class that does the operation, which has its name.</summary>
    public Type TypeOf(Operation operation)
    {
        // STS lives in IAM's assembly, in a folder of its own.
        var project = Service.Name switch { "apigateway" => "ApiGateway", "sts" => "Iam", var name => char.ToUpperInvariant(name[0]) + name[1..] };
        return Assembly.Load($"Gatehouse.Services.{project}").GetTypes().Single(type => type.Name == operation.Name && type.GetInterfaces().Any(IsOperation));

        static bool IsOperation(Type type) => type == typeof(IRawOperation) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IOperation<,>));
    }

    private ShapeComparison Compare(
        string name, System.Text.Json.JsonElement theirs, System.Text.Json.Serialization.Metadata.JsonTypeInfo request, System.Text.Json.Serialization.Metadata.JsonTypeInfo? response)
    {
        var comparison = new ShapeComparison(Model, name);
        comparison.Request(request, Model.Input(theirs));
        comparison.Response(response, Model.Output(theirs));
        return comparison;
    }
}
