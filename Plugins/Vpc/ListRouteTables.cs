using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_list_route_tables: route tables with their routes (DescribeRouteTables, DescribeSubnets).</summary>
public static class ListRouteTables
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_route_tables",
        "Lists route tables with their subnets and routes (but the local one). For the whole network, use vpc_get_vpc.", RunAsync,
        iam: ["ec2:DescribeRouteTables", "ec2:DescribeSubnets"],
        examples: ["How does this subnet reach the internet?", "Which routes lead nowhere?"]);

    public sealed record Input : PageInput
    {
        [Description("VPC id.")]
        public string? VpcId { get; init; }

        [Description("Its own table or the main one.")]
        public string? SubnetId { get; init; }

        [Description("Name tag; * matches any text.")]
        public string? Name { get; init; }

        [Description("All; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Row(
        string Id, string? Name, string VpcId, bool Main, IReadOnlyList<string> SubnetIds, IReadOnlyList<RouteRow> Routes);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        List<Filter> filters = [.. Ec2Tags.Filter("vpc-id", input.VpcId), .. Ec2Tags.Filters(input.Tags)];
        if (input.SubnetId is not null)
        {
            // EC2 finds a table by subnet only where the subnet has its own; otherwise the main table holds. The other filters come after.
            var subnet = await Networks.SubnetAsync(ec2, input.SubnetId, ct);
            var table = Routes.TableOf(subnet.SubnetId, await Networks.RouteTablesAsync(ec2, [new Filter("vpc-id", [subnet.VpcId])], ct));
            return new([.. new[] { table }.OfType<RouteTable>()
                .Where(t => Named(t) && (input.VpcId is null || t.VpcId == input.VpcId) && Infra.Aws.Tags.Match(t.Tags.ToMap(), input.Tags))
                .Select(ToRow)]);
        }

        // EC2 takes 5 to 100 here.
        return await Paging.FindAsync<Row>(input, async next =>
        {
            var answer = await ec2.DescribeRouteTablesAsync(
                new()
                {
                    Filters = filters,
                    MaxResults = Ec2Tags.PageSize(input, dropsRows: input.Name is not null, most: 100),
                    NextToken = next,
                }, ct);
            return ([.. (answer.RouteTables ?? []).Where(Named).Select(ToRow)], answer.NextToken);
        });

        bool Named(RouteTable t) => NameFilter.Matches(t.Tags.Name(), input.Name);
    }

    internal static Row ToRow(RouteTable t) =>
        new(t.RouteTableId, t.Tags.Name(), t.VpcId, Routes.IsMain(t), Routes.SubnetIds(t), Routes.Rows(t));
}
