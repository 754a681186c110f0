using Gatehouse.Services.Lambda.Images;
using Gatehouse.Services.Lambda.Runtimes;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Packages;

/// <summary>The errors of zip packages and layers, in AWS's words where it has some.</summary>
internal static class PackageErrors
{
    public static AwsException ImageForZip() => LambdaErrors.Invalid("Please don't provide ImageUri when updating a function with packageType Zip.");

    public static AwsException NoSource() => LambdaErrors.Invalid("Please provide a source for function code.");

    public static AwsException NoRuntime() => LambdaErrors.Invalid("Runtime and Handler are mandatory parameters for functions created with deployment packages.");

    // ? Not recorded: what AWS says of ImageConfig for a zip package.
    public static AwsException ImageConfigForZip() => LambdaErrors.Invalid("Please don't provide ImageConfig when the intended function PackageType is Zip.");

    public static AwsException EmptyZip() => LambdaErrors.Invalid("Uploaded file must be a non-empty zip");

    public static AwsException BrokenZip(string why) =>
        LambdaErrors.Invalid($"Could not unzip uploaded file. Please check your file, then try to upload again. {why}");

    public static AwsException ZippedTooLarge() => LambdaErrors.Invalid("Zipped size must be smaller than 52428800 bytes");

    public static AwsException UnzippedTooLarge() => LambdaErrors.Invalid("Unzipped size must be smaller than 262144000 bytes");

    public static AwsException CombinedTooLarge(long bytes) =>
        LambdaErrors.Invalid($"Function code combined with layers exceeds the maximum allowed size of 262144000 bytes. The actual size is {bytes} bytes.");

    public static AwsException UnknownRuntime(string runtime) =>
        LambdaErrors.Invalid($"Value {runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: {RuntimeNames.Shown} or be a valid ARN");

    public static AwsException RuntimeNotMapped(string runtime) => LambdaErrors.Invalid(
        $"This server has no base image for the runtime {runtime}. Push one to its registry and start it with: gatehouse serve {RuntimeImages.Option} {runtime}=IMAGE");

    public static AwsException RuntimeImageMissing(string runtime, string image) => LambdaErrors.Invalid(
        $"The base image {image} of the runtime {runtime}, which this server was started with ({RuntimeImages.Option}), is not in its registry. Push it, then try again.");

    public static AwsException RuntimeImageUnsupported(string runtime, string image) => LambdaErrors.Invalid(
        $"The image manifest, config or layer media type of the base image {image} of the runtime {runtime} ({RuntimeImages.Option}) is not supported.");

    public static AwsException RuntimeImageOfOtherPlatforms(string runtime, string image, string architecture) => LambdaErrors.Invalid(
        $"The base image {image} of the runtime {runtime} ({RuntimeImages.Option}) is an index without an image for {ImageChoice.PlatformOf(architecture)}.");

    public static AwsException NeedsBase(string runtime, string interpreter) => LambdaErrors.Invalid(
        $"The bootstrap of this package is run by {interpreter}, which is neither in the package nor in its layers, and this server has no base image for the runtime {runtime}: " +
        $"only a statically linked bootstrap runs without one. Link it statically, or push a base image and start the server with: gatehouse serve {RuntimeImages.Option} {runtime}=IMAGE");

    public static AwsException TooManyLayers() => LambdaErrors.Invalid("Cannot reference more than 5 layers.");

    public static AwsException SameLayerTwice(string arn, string other) => LambdaErrors.Invalid(
        $"Two different versions of the same layer are not allowed to be referenced in the same function. {arn} and {other} are versions of the same layer.");

    public static AwsException LayerElsewhere(string region) =>
        LambdaErrors.Invalid($"Layers are not in the same region as the function. Layers are expected to be in region {region}.");

    public static AwsException NoSuchLayerToUse(string arn) => LambdaErrors.Invalid($"Layer version {arn} does not exist.");

    public static AwsException LayerVersionMissing(string arn) => LambdaErrors.NotFound($"Layer version {arn} does not exist.");

    public static AwsException LayerVersionBelowOne() => LambdaErrors.Invalid("Layer Version Cannot be less than 1.");

    public static AwsException LayerDenied(Call call, string arn) => LambdaErrors.AccessDenied(
        $"User: {call.CallerArn} is not authorized to perform: lambda:GetLayerVersion on resource: {arn} because no resource-based policy allows the lambda:GetLayerVersion action");

    public static AwsException OtherAccountsLayer(Call call, string arn) =>
        LambdaErrors.AccessDenied($"User: {call.CallerArn} is not authorized to perform: lambda:{call.Operation} on resource: {arn}");

    public static AwsException LayerPolicyChanged() => LambdaErrors.Precondition("GetLayerPolicy");
}
