using Amazon;
using Infra.Aws;

namespace Infra.Core.Targets;

/// <summary>The parts that AWS is divided into, each with accounts and regions of its own.</summary>
internal static class Partitions
{
    /// <summary>
    /// The region that requests to global services are signed for, by the partition of a region.
    /// </summary>
    /// <param name="region">Any region of the partition; null for the largest one.</param>
    public static string GlobalRegion(string? region) =>
        region is null ? "us-east-1" : AwsTargetExtensions.ToRegion(region).PartitionName switch
        {
            "aws" => "us-east-1",
            "aws-cn" => "cn-north-1",
            "aws-us-gov" => "us-gov-west-1",
            "aws-iso" => "us-iso-east-1",
            "aws-iso-b" => "us-isob-east-1",
            "aws-iso-e" => "eu-isoe-west-1",
            "aws-iso-f" => "us-isof-south-1",
            "aws-eusc" => "eusc-de-east-1",
            _ => region,
        };

    /// <summary>The same for a target: its region, or that of the environment or of its profile, tells the partition.</summary>
    public static string GlobalRegion(AwsTarget target) => GlobalRegion(HomeRegion(target));

    /// <summary>The region of a target, or else that of the environment or of its profile; null when none names one.</summary>
    public static string? HomeRegion(AwsTarget target) =>
        target.Region ?? AwsEnvironment.Region ?? AwsProfiles.Load().Named(target.Profile)["region"];

    /// <summary>All regions that the SDK knows. Its own list has an alias of S3's besides.</summary>
    public static IEnumerable<RegionEndpoint> Known => RegionEndpoint.EnumerableAllRegions.Where(r => char.IsAsciiDigit(r.SystemName[^1]));

    /// <summary>All regions of a region's partition that the SDK knows, enabled or not.</summary>
    public static IReadOnlyList<string> Regions(string region)
    {
        var partition = AwsTargetExtensions.ToRegion(region).PartitionName;
        return [.. Known.Where(r => r.PartitionName == partition).Select(r => r.SystemName).Order(StringComparer.Ordinal)];
    }
}
