using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda.Functions;

/// <summary>Limits of members that are refused whatever they hold: AWS names a malformed value before it looks at what it is for.</summary>
internal static partial class UnservedLimits
{
    private const string ShownArn = "(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()";

    private const string ShownFileSystem =
        @"arn:aws[a-zA-Z-]*:elasticfilesystem:[a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\d{1}:\d{12}:access-point/fsap-[a-f0-9]{17}$|" +
        @"^arn:aws[-a-z]*:s3files:[0-9a-z-:]+:file-system/fs-[0-9a-f]{17,40}/access-point/fsap-[0-9a-f]{17,40}";

    private static readonly TextLimits s_layer = new(1, 140, LayerVersionArn, @"arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+");

    public static Violations Unserved(this Violations check, IFunctionSettings settings)
    {
        check
            .Pattern(settings.Handler, NoSpace, @"[^\s]+", "handler")
            .Count(settings.VpcConfig?.SubnetIds, 0, 16, "vpcConfig.subnetIds")
            .Count(settings.VpcConfig?.SecurityGroupIds, 0, 5, "vpcConfig.securityGroupIds")
            .AnyArn(settings.DeadLetterConfig?.TargetArn, "deadLetterConfig.targetArn")
            .AnyArn(settings.KMSKeyArn, "kMSKeyArn")
            .Items(settings.Layers, s_layer, "layers");
        for (var i = 0; i < (settings.FileSystemConfigs?.Count ?? 0); i++)
        {
            var (system, path) = (settings.FileSystemConfigs![i], $"fileSystemConfigs.{i + 1}.member");
            check
                .Length(system.Arn, 0, 256, $"{path}.arn").Pattern(system.Arn, FileSystemArn, ShownFileSystem, $"{path}.arn")
                .Length(system.LocalMountPath, 0, 160, $"{path}.localMountPath")
                .Pattern(system.LocalMountPath, MountPath, "/mnt/[a-zA-Z0-9-_.]+", $"{path}.localMountPath");
        }

        return check;
    }

    /// <param name="prefix">Where the members stand in the request, with its dot.</param>
    public static Violations Package(this Violations check, string? s3Bucket, string? s3Key, string? s3ObjectVersion, string? keyArn, string prefix = "") => check
        .Length(s3Bucket, 3, 63, $"{prefix}s3Bucket").Pattern(s3Bucket, Bucket, @"[0-9A-Za-z\.\-_]*(?<!\.)", $"{prefix}s3Bucket")
        .Length(s3Key, 1, 1024, $"{prefix}s3Key")
        .Length(s3ObjectVersion, 1, 1024, $"{prefix}s3ObjectVersion")
        .AnyArn(keyArn, $"{prefix}sourceKMSKeyArn");

    public static Violations CodeSigning(this Violations check, string? arn, [CallerArgumentExpression(nameof(arn))] string member = "") => check
        .Length(arn, 0, 200, member)
        .Pattern(arn, CodeSigningArn, @"arn:(aws[a-zA-Z-]*)?:lambda:[a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\d{1}:\d{12}:code-signing-config:csc-[a-z0-9]{17}", member);

    private static Violations AnyArn(this Violations check, string? value, string member) => check.Pattern(value, ArnOrNothing, ShownArn, member);

    [GeneratedRegex(@"^\S*\z")]
    private static partial Regex NoSpace { get; }

    [GeneratedRegex(@"^(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)?\z", RegexOptions.Singleline)]
    private static partial Regex ArnOrNothing { get; }

    [GeneratedRegex(@"^arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:[0-9]{12}:layer:[a-zA-Z0-9-_]+:[0-9]+\z")]
    private static partial Regex LayerVersionArn { get; }

    [GeneratedRegex(@"^(arn:aws[a-zA-Z-]*:elasticfilesystem:[a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-[0-9]:[0-9]{12}:access-point/fsap-[a-f0-9]{17}|" +
        @"arn:aws[-a-z]*:s3files:[0-9a-z-:]+:file-system/fs-[0-9a-f]{17,40}/access-point/fsap-[0-9a-f]{17,40})\z")]
    private static partial Regex FileSystemArn { get; }

    [GeneratedRegex(@"^/mnt/[a-zA-Z0-9-_.]+\z")]
    private static partial Regex MountPath { get; }

    [GeneratedRegex(@"^[0-9A-Za-z.\-_]*(?<!\.)\z")]
    private static partial Regex Bucket { get; }

    [GeneratedRegex(@"^arn:(aws[a-zA-Z-]*)?:lambda:[a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-[0-9]:[0-9]{12}:code-signing-config:csc-[a-z0-9]{17}\z")]
    private static partial Regex CodeSigningArn { get; }
}
