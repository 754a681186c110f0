using System.Diagnostics;

namespace Gatehouse.Server.Tests.Stories;

/// <summary>Terraform in one folder of a sample tree, with a state of its own.</summary>
internal sealed class TerraformFolder(Tool tool, string folder, string state, params string[] variables)
{
    private const string Prepare = "source \"$0/eng/terraform-env.sh\"; exec \"$TERRAFORM\" \"$@\"";

    private string[] Variables => [.. variables.Select(variable => $"-var={variable}")];

    public Task InitAsync() => RunAsync("init", "-no-color");

    /// <param name="more">Further options, for example <c>-var=name=value</c>.</param>
    public Task<string> ApplyAsync(params string[] more) => RunAsync(["apply", "-no-color", "-auto-approve", $"-state={state}", .. Variables, .. more]);

    public Task<string> DestroyAsync(params string[] more) => RunAsync(["destroy", "-no-color", "-auto-approve", $"-state={state}", .. Variables, .. more]);

    public Task ImportAsync(string address, string id) => RunAsync(["import", "-no-color", $"-state={state}", .. Variables, address, id]);

    public Task<string> OutputAsync(string name) => RunAsync("output", "-no-color", "-raw", $"-state={state}", name);

    /// <summary>Starts an apply whose progress the caller reads.</summary>
    public Process StartApply(params string[] more) => tool.Start("bash", Words(["apply", "-no-color", "-auto-approve", $"-state={state}", .. Variables, .. more]));

    /// <summary>Fails with the plan when anything would change.</summary>
    public async Task PlanIsEmptyAsync(params string[] more)
    {
        var end = await tool.TryAsync("bash", Words(["plan", "-no-color", "-detailed-exitcode", $"-state={state}", .. Variables, .. more]));
        Assert.True(end.ExitCode == 0, $"The plan ended with {end.ExitCode}:\n{end.Output}\n{end.Error}");
    }

    /// <summary>Fails with the plan when something that exists would be destroyed or made anew.</summary>
    public async Task PlanReplacesNothingAsync()
    {
        var plan = await RunAsync(["plan", "-no-color", $"-state={state}", .. Variables]);
        Assert.True(plan.Contains(" 0 to destroy.", StringComparison.Ordinal), plan);
    }

    public Task<string> RunAsync(params string[] arguments) => tool.RunAsync("bash", Words(arguments));

    private string[] Words(string[] arguments) => ["-c", Prepare, Checkout.Root, $"-chdir={folder}", .. arguments];
}
