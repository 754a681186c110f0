using System.Diagnostics;

namespace Gatehouse.Testing;

/// <summary>Runs a Python script with boto3 against an endpoint: AWS's own client parses every answer.</summary>
public static class Python
{
    private const string Prelude =
        """
        import boto3, botocore, json, os, sys
        from botocore.config import Config
        def client(name, account='000000000000', region='us-east-1'):
            return boto3.client(name, endpoint_url=os.environ['ENDPOINT'], region_name=region, aws_access_key_id=account,
                aws_secret_access_key='secret', config=Config(retries={'max_attempts': 1}))
        def error(call, **arguments):
            try:
                call(**arguments)
            except botocore.exceptions.ClientError as failure:
                return failure.response['Error']['Code'], failure.response['Error']['Message'], failure.response['ResponseMetadata']['HTTPStatusCode']
            raise AssertionError('the call succeeded')

        """;

    /// <summary>The script's standard output, trimmed. A non-zero exit fails the test with its standard error.</summary>
    public static async Task<string> RunAsync(Uri endpoint, string script)
    {
        var start = new ProcessStartInfo("python3") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-");
        start.Environment["ENDPOINT"] = endpoint.ToString();
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(Prelude + script);
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode == 0
            ? (await output).Trim()
            : throw new InvalidOperationException($"python3 ended with {process.ExitCode}:\n{await errors}\n{await output}");
    }
}
