using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_list_snapshots (DescribeSnapshots).</summary>
public static class ListSnapshots
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_snapshots", "Lists the account's own EBS snapshots. For those of databases, use rds_list_snapshots.", RunAsync,
        iam: ["ec2:DescribeSnapshots"],
        examples: ["When was vol-0abc last backed up?"]);

    public sealed record Input : PageInput
    {
        [Description("Volume id.")]
        public string? VolumeId { get; init; }

        [Description("State."), AllowedValues("pending", "completed", "error")]
        public string? State { get; init; }

        [Description("Name tag; * matches any text.")]
        public string? Name { get; init; }

        [Description("Encrypted.")]
        public bool? Encrypted { get; init; }

        [Description("All of these; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Row(
        string Id, string? Name, string? VolumeId, int? SizeGib, string State, string? Progress, bool? Encrypted, DateTime? CreatedAt, string? Description);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var answer = await ec2.DescribeSnapshotsAsync(new()
        {
            OwnerIds = ["self"],
            Filters =
            [
                .. Ec2Tags.Filter("volume-id", input.VolumeId),
                .. Ec2Tags.Filter("status", input.State),
                .. Ec2Tags.Filter("tag:Name", input.Name),
                .. Ec2Tags.Filter("encrypted", Ec2Tags.Text(input.Encrypted)),
                .. Ec2Tags.Filters(input.Tags),
            ],
            MaxResults = Math.Max(5, input.Limit),
            NextToken = input.Cursor,
        }, ct);
        return new([.. (answer.Snapshots ?? []).Select(ToRow)], answer.NextToken);
    }

    private static Row ToRow(Snapshot s) => new(
        s.SnapshotId, s.Tags.Name(), s.VolumeId, s.VolumeSize, s.State, s.State == SnapshotState.Pending ? s.Progress : null, s.Encrypted, s.StartTime,
        string.IsNullOrEmpty(s.Description) ? null : s.Description);
}
