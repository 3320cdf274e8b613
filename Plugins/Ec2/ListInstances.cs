using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_list_instances: one short row for each instance (DescribeInstances).</summary>
public static class ListInstances
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_instances", "Lists EC2 instances. For one in full, use ec2_get_instance.", RunAsync,
        iam: ["ec2:DescribeInstances"],
        examples: ["Which instances are running?", "Which instances have a public address?",
        "Which instances of team web are in this VPC?"]);

    public sealed record Input : PageInput
    {
        [Description("State."), AllowedValues("pending", "running", "shutting-down", "terminated", "stopping", "stopped")]
        public string? State { get; init; }

        [Description("Name tag; * matches any text.")]
        public string? Name { get; init; }

        [Description("VPC id.")]
        public string? VpcId { get; init; }

        [Description("With or without a public address.")]
        public bool? Public { get; init; }

        [Description("All; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Row(
        string Id, string? Name, string Type, string State, string? PrivateIp, string? PublicIp, string? Ipv6, string? SubnetId,
        DateTime? LaunchedAt);

    public static Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct) => Paging.FindAsync<Row>(input, async next =>
    {
        var answer = await ec2.DescribeInstancesAsync(new()
        {
            Filters =
            [
                .. Ec2Tags.Filter("instance-state-name", input.State),
                .. Ec2Tags.Like("tag:Name", input.Name),
                .. Ec2Tags.Filter("vpc-id", input.VpcId),
                .. Ec2Tags.Filters(input.Tags),
            ],
            MaxResults = Ec2Tags.PageSize(input, dropsRows: input.Public is not null || input.Name is not null),
            NextToken = next,
        }, ct);
        // EC2 has no filter for "any address at all", neither for those of all interfaces.
        return ([.. (answer.Reservations ?? []).SelectMany(r => r.Instances ?? [])
            .Where(i => NameFilter.Matches(i.Tags.Name(), input.Name)
                && (input.Public is null || InstanceNetwork.IsPublic(i) == input.Public))
            .Select(ToRow)], answer.NextToken);
    });

    private static Row ToRow(Instance i) => new(
        i.InstanceId, i.Tags.Name(), i.InstanceType, i.State.Name, i.PrivateIpAddress,
        Some(InstanceNetwork.PublicAddresses(i).Select(a => a.Ip)),
        Some(InstanceNetwork.Ipv6(i)), i.SubnetId, i.LaunchTime);

    // Nodes of a cluster may have dozens; ec2_get_instance shows them.
    private static string? Some(IEnumerable<string> addresses) => addresses.ToList() switch
    {
        [] => null,
        [var only] => only,
        [var first, var second] => $"{first}, {second}",
        [var first, ..] more => $"{first} and {more.Count - 1} more",
    };
}
