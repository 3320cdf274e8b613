using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_list_volumes (DescribeVolumes).</summary>
public static class ListVolumes
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_volumes",
        "Lists EBS volumes; those in state available are attached to nothing. For all of one instance, use ec2_get_instance.",
        RunAsync,
        iam: ["ec2:DescribeVolumes"],
        examples: ["Which disks are attached to nothing?", "Are there unencrypted volumes?"]);

    public sealed record Input : PageInput
    {
        [Description("State."), AllowedValues("creating", "available", "in-use", "deleting", "deleted", "error")]
        public string? State { get; init; }

        [Description("Attached to this instance.")]
        public string? InstanceId { get; init; }

        [Description("Name tag; * matches any text.")]
        public string? Name { get; init; }

        [Description("Encrypted.")]
        public bool? Encrypted { get; init; }

        [Description("All; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Row(string Id, string? Name, int? SizeGib, string? Type, string State, bool? Encrypted, string? Zone,
        string? InstanceId, string? Device);

    public static Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct) => Paging.FindAsync<Row>(input, async next =>
    {
        var answer = await ec2.DescribeVolumesAsync(new()
        {
            Filters =
            [
                .. Ec2Tags.Filter("status", input.State),
                .. Ec2Tags.Filter("attachment.instance-id", input.InstanceId),
                .. Ec2Tags.Like("tag:Name", input.Name),
                .. Ec2Tags.Filter("encrypted", Ec2Tags.Text(input.Encrypted)),
                .. Ec2Tags.Filters(input.Tags),
            ],
            MaxResults = Ec2Tags.PageSize(input, dropsRows: input.Name is not null),
            NextToken = next,
        }, ct);
        return ([.. (answer.Volumes ?? []).Where(v => NameFilter.Matches(v.Tags.Name(), input.Name)).Select(ToRow)], answer.NextToken);
    });

    private static Row ToRow(Volume v)
    {
        // Only a multi-attach volume has more than one.
        var on = (v.Attachments ?? []).OrderBy(Ec2Resources.Holder, StringComparer.Ordinal).ToList();
        return new(v.VolumeId, v.Tags.Name(), v.Size, v.VolumeType, v.State, v.Encrypted, v.AvailabilityZone,
            on.Count == 0 ? null : string.Join(", ", on.Select(Ec2Resources.Holder)), on.FirstOrDefault()?.Device);
    }
}
