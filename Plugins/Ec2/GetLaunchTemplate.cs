using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_get_launch_template (DescribeLaunchTemplates, DescribeLaunchTemplateVersions).</summary>
public static class GetLaunchTemplate
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Result>(
        "get_launch_template", "One EC2 launch template: what its newest versions launch. For all, use ec2_list_launch_templates.",
        RunAsync,
        iam: ["ec2:DescribeLaunchTemplates", "ec2:DescribeLaunchTemplateVersions"],
        examples: ["Which image does the launch template web use?", "What changed in the last version of lt-0abc?"]);

    public sealed record Input
    {
        [Description("Launch template id.")]
        public required string LaunchTemplateId { get; init; }

        [Description("Newest to show."), Range(1, 20)]
        public int Versions { get; init; } = 3;
    }

    public sealed record Result(
        string Id, string Name, long? DefaultVersion, long? LatestVersion, DateTime? CreatedAt, IReadOnlyList<Version> Versions,
        IReadOnlyDictionary<string, string> Tags);

    public sealed record Version(
        long? Number, string? Description, DateTime? CreatedAt, string? ImageId, string? Type, string? KeyName,
        IReadOnlyList<string> SecurityGroupIds,
        IReadOnlyList<string> SubnetIds, string? InstanceProfile, IReadOnlyList<string> Volumes, string? MetadataTokens, bool HasUserData);

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var t = await Ec2Resources.TemplateAsync(ec2, input.LaunchTemplateId, ct);
        var latest = t.LatestVersionNumber ?? 1;
        var versions = await Paging.AllAsync<LaunchTemplateVersion>(async next =>
        {
            var answer = await ec2.DescribeLaunchTemplateVersionsAsync(new()
            {
                LaunchTemplateId = t.LaunchTemplateId,
                MinVersion = Math.Max(1, latest - input.Versions + 1).ToString(CultureInfo.InvariantCulture),
                MaxVersion = latest.ToString(CultureInfo.InvariantCulture),
                NextToken = next,
            }, ct);
            return (answer.LaunchTemplateVersions, answer.NextToken);
        });
        return new(t.LaunchTemplateId, t.LaunchTemplateName, t.DefaultVersionNumber, t.LatestVersionNumber, t.CreateTime,
            [.. versions.OrderByDescending(v => v.VersionNumber).Select(ToVersion)], t.Tags.ToMap());
    }

    private static Version ToVersion(LaunchTemplateVersion v)
    {
        var d = v.LaunchTemplateData ?? new();
        var interfaces = d.NetworkInterfaces ?? [];
        return new(v.VersionNumber, v.VersionDescription, v.CreateTime, d.ImageId, d.InstanceType?.Value, d.KeyName,
            [.. d.SecurityGroupIds ?? [], .. d.SecurityGroups ?? [], .. interfaces.SelectMany(n => n.Groups ?? [])],
            [.. interfaces.Select(n => n.SubnetId).OfType<string>()],
            d.IamInstanceProfile?.Arn ?? d.IamInstanceProfile?.Name,
            [.. (d.BlockDeviceMappings ?? []).Select(Volume)], d.MetadataOptions?.HttpTokens?.Value, !string.IsNullOrEmpty(d.UserData));
    }

    private static string Volume(LaunchTemplateBlockDeviceMapping m) => m.Ebs is null
        ? $"{m.DeviceName} {(m.NoDevice is null ? m.VirtualName : "left out")}".TrimEnd()
        : string.Join(' ', new[]
        {
            m.DeviceName, m.Ebs.VolumeSize is { } size ? $"{size} GiB" : null, m.Ebs.VolumeType?.Value, m.Ebs.Iops is { } iops
            ? $"{iops} IOPS" : null,
            m.Ebs.SnapshotId, m.Ebs.Encrypted switch { true => "encrypted", false => "not encrypted", null => null },
        }.Where(t => !string.IsNullOrEmpty(t)));
}
