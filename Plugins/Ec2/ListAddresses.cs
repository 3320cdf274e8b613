using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_list_addresses (DescribeAddresses).</summary>
public static class ListAddresses
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_addresses", "Lists Elastic IP addresses and what holds them. For others, use vpc_list_network_interfaces.", RunAsync,
        iam: ["ec2:DescribeAddresses"],
        examples: ["Which Elastic IPs are unused?", "What has the address 203.0.113.7?"]);

    public sealed record Input : PageInput
    {
        [Description("Associated with nothing.")]
        public bool Unused { get; init; }

        [Description("Public IP address.")]
        public string? PublicIp { get; init; }

        [Description("Instance id.")]
        public string? InstanceId { get; init; }

        [Description("All; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Row(string Id, string? Name, string PublicIp, string? InstanceId, string? InterfaceId, string? PrivateIp,
        string? ManagedBy);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var answer = await ec2.DescribeAddressesAsync(new()
        {
            Filters = [.. Ec2Tags.Filter("public-ip", input.PublicIp), .. Ec2Tags.Filter("instance-id", input.InstanceId),
                .. Ec2Tags.Filters(input.Tags)],
        }, ct);
        // EC2 has no filter for "associated with nothing".
        return new([.. (answer.Addresses ?? []).Where(a => !input.Unused || Ec2Resources.Holder(a) is null)
            .OrderBy(a => a.AllocationId, StringComparer.Ordinal).Select(ToRow)]);
    }

    private static Row ToRow(Address a) => new(
        a.AllocationId, a.Tags.Name(), a.PublicIp, Text(a.InstanceId), Text(a.NetworkInterfaceId), Text(a.PrivateIpAddress),
        a.ServiceManaged?.Value);

    private static string? Text(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
