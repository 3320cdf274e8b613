using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_list_instances: one short row for each instance (DescribeInstances).</summary>
public static class ListInstances
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_instances", "Lists EC2 instances. For one instance in full, use ec2_get_instance.", RunAsync,
        iam: ["ec2:DescribeInstances"],
        examples: ["Which instances are running?", "Which instances have a public address?", "Which instances of team web are in this VPC?"]);

    public sealed record Input : PageInput
    {
        [Description("State."), AllowedValues("pending", "running", "shutting-down", "terminated", "stopping", "stopped")]
        public string? State { get; init; }

        [Description("Name tag; * matches any text.")]
        public string? Name { get; init; }

        [Description("VPC id.")]
        public string? VpcId { get; init; }

        [Description("Only those with a public IP.")]
        public bool Public { get; init; }

        [Description("All of these; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Row(
        string Id, string? Name, string Type, string State, string? PrivateIp, string? PublicIp, string? SubnetId, DateTime? LaunchedAt);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var (rows, next) = (new List<Row>(), input.Cursor);
        do
        {
            var answer = await ec2.DescribeInstancesAsync(new()
            {
                Filters =
                [
                    .. Ec2Tags.Filter("instance-state-name", input.State),
                    .. Ec2Tags.Filter("tag:Name", input.Name),
                    .. Ec2Tags.Filter("vpc-id", input.VpcId),
                    .. Ec2Tags.Filters(input.Tags),
                ],
                // EC2 takes no page of less than 5; it has no filter for any address at all, so that one is ours and wants large pages.
                MaxResults = input.Public ? 1000 : Math.Max(5, input.Limit),
                NextToken = next,
            }, ct);
            rows.AddRange((answer.Reservations ?? []).SelectMany(r => r.Instances ?? []).Where(i => !input.Public || !string.IsNullOrEmpty(i.PublicIpAddress)).Select(ToRow));
            next = answer.NextToken;
        }
        while (input.Public && rows.Count < input.Limit && !string.IsNullOrEmpty(next));
        return new(rows, next);
    }

    private static Row ToRow(Instance i) => new(
        i.InstanceId, i.Tags.Name(), i.InstanceType, i.State.Name, i.PrivateIpAddress, i.PublicIpAddress, i.SubnetId, i.LaunchTime);
}
