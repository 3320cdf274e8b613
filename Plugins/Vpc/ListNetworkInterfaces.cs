using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_list_network_interfaces: what has which address (DescribeNetworkInterfaces).</summary>
public static class ListNetworkInterfaces
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_network_interfaces",
        "Lists network interfaces and what each belongs to. For what uses a security group, use vpc_get_security_group.",
        RunAsync,
        iam: ["ec2:DescribeNetworkInterfaces"],
        examples: ["What has the address 10.20.1.7?", "What is in this subnet?"]);

    public sealed record Input : PageInput
    {
        [Description("Private or public address.")]
        public string? Ip { get; init; }

        [Description("VPC id.")]
        public string? VpcId { get; init; }

        [Description("Subnet id.")]
        public string? SubnetId { get; init; }

        [Description("Security group id.")]
        public string? GroupId { get; init; }

        [Description("Instance id.")]
        public string? InstanceId { get; init; }

        [Description("available: nothing uses it."), AllowedValues("available", "in-use")]
        public string? Status { get; init; }
    }

    public sealed record Row(
        string Id, string Status, string? OwnerType, string? Owner, string? PrivateIp, string? PublicIp, string? SubnetId,
        IReadOnlyList<string> GroupIds);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        List<Filter> filters =
        [
            .. Ec2Tags.Filter("vpc-id", input.VpcId),
            .. Ec2Tags.Filter("subnet-id", input.SubnetId),
            .. Ec2Tags.Filter("group-id", input.GroupId),
            .. Ec2Tags.Filter("attachment.instance-id", input.InstanceId),
            .. Ec2Tags.Filter("status", input.Status),
        ];
        if (input.Ip is not null) return new([.. (await WithAddressAsync(ec2, input.Ip, filters, ct)).Select(ToRow)]);
        var answer = await ec2.DescribeNetworkInterfacesAsync(
            new() { Filters = filters, MaxResults = Ec2Tags.PageSize(input, dropsRows: false), NextToken = input.Cursor }, ct);
        return new([.. (answer.NetworkInterfaces ?? []).Select(ToRow)], answer.NextToken);
    }

    // The same digits may be private or public, EC2 has no filter for either, and a token belongs to one query: each is read to its end.
    private static async Task<List<NetworkInterface>> WithAddressAsync(
        IAmazonEC2 ec2, string ip, List<Filter> filters, CancellationToken ct)
    {
        var address = Cidr.Require(ip) is { IsSingle: true } single ? single
            : throw ToolException.InvalidInput($"'{ip}' is not one address.", "Pass one address, or list by subnetId.");
        string[] names = address.IsIpv6
            ? ["ipv6-addresses.ipv6-address"]
            : ["addresses.private-ip-address", "addresses.association.public-ip"];
        foreach (var name in names)
        {
            var found = await Networks.InterfacesAsync(ec2, [new(name, [address.Address.ToString()]), .. filters], ct);
            if (found.Count > 0) return found;
        }

        return [];
    }

    private static Row ToRow(NetworkInterface n)
    {
        var (type, id) = Interfaces.Owner(n);
        return new(n.NetworkInterfaceId, n.Status, type, id, n.PrivateIpAddress, Interfaces.PublicIp(n), n.SubnetId,
            [.. (n.Groups ?? []).Select(g => g.GroupId)]);
    }
}
