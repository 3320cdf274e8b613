using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_list_snapshots (DescribeSnapshots).</summary>
public static class ListSnapshots
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_snapshots", "Lists the account's EBS snapshots. For those of databases, use rds_list_snapshots.", RunAsync,
        iam: ["ec2:DescribeSnapshots"],
        examples: ["When was vol-0abc last backed up?"]);

    public sealed record Input : PageInput
    {
        [Description("Volume id.")]
        public string? VolumeId { get; init; }

        [Description("State."), AllowedValues("pending", "completed", "error", "recoverable", "recovering")]
        public string? State { get; init; }

        [Description("Name tag; * matches any text.")]
        public string? Name { get; init; }

        [Description("Encrypted.")]
        public bool? Encrypted { get; init; }

        [Description("All; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Row(
        string Id, string? Name, string? VolumeId, int? SizeGib, string State, string? Progress, bool? Encrypted, DateTime? CreatedAt,
        string? Description);

    public static Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct) => Paging.FindAsync<Row>(input, async next =>
    {
        var answer = await ec2.DescribeSnapshotsAsync(new()
        {
            OwnerIds = ["self"],
            Filters =
            [
                .. Ec2Tags.Filter("volume-id", input.VolumeId),
                .. Ec2Tags.Filter("status", input.State),
                .. Ec2Tags.Like("tag:Name", input.Name),
                .. Ec2Tags.Filter("encrypted", Ec2Tags.Text(input.Encrypted)),
                .. Ec2Tags.Filters(input.Tags),
            ],
            MaxResults = Ec2Tags.PageSize(input, dropsRows: input.Name is not null),
            NextToken = next,
        }, ct);
        return ([.. (answer.Snapshots ?? []).Where(s => NameFilter.Matches(s.Tags.Name(), input.Name)).Select(ToRow)], answer.NextToken);
    });

    private static Row ToRow(Snapshot s) => new(
        s.SnapshotId, s.Tags.Name(), s.VolumeId, s.VolumeSize, s.State, s.State == SnapshotState.Pending ? s.Progress : null, s.Encrypted,
        s.StartTime,
        string.IsNullOrEmpty(s.Description) ? null : s.Description);
}
