namespace Gatehouse.Functions.Tests.Terraform;

/// <summary>The module and the sample, as Terraform itself sees them; no server is asked.</summary>
public sealed class TerraformTests
{
    [Fact]
    public async Task Files_AreFormatted()
    {
        var (code, output) = await Repository.RunAsync(". eng/terraform-env.sh; $TERRAFORM fmt -check -recursive terraform samples");

        Assert.True(code == 0, output);
    }

    [Theory]
    [InlineData("terraform/keyed-api", "test")]
    [InlineData("samples/jobs-api/terraform", "validate")]
    public async Task Configuration_Passes(string folder, string verb)
    {
        using var data = new TemporaryFolder();

        var (code, output) = await Repository.RunAsync(
            $". eng/terraform-env.sh; $TERRAFORM -chdir={folder} init -backend=false -input=false -no-color && $TERRAFORM -chdir={folder} {verb} -no-color",
            ("TF_DATA_DIR", data.Path),
            ("CHECKPOINT_DISABLE", "1"));

        Assert.True(code == 0, output);
    }
}
