using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2.Model;

namespace Infra.Plugins.Account;

/// <summary>account_list_zones (DescribeAvailabilityZones).</summary>
public static class ListZones
{
    public static readonly AccountTool Tool = AccountTool.Read<Input, Page<Row>>(
        "list_zones", "Lists the availability zones of a region. For regions, use account_list_regions.", RunAsync,
        iam: ["ec2:DescribeAvailabilityZones"],
        examples: ["Which zones has Ireland, and are they up?"]);

    public sealed record Input : PageInput
    {
        [Description("Type."), AllowedValues("availability-zone", "local-zone", "wavelength-zone")]
        public string? Type { get; init; }

        [Description("Also zone groups that are not enabled.")]
        public bool All { get; init; }
    }

    public sealed record Row(string Id, string Name, string Type, string State, string? OptInStatus, string? Message);

    public static async Task<Page<Row>> RunAsync(AccountClients clients, Input input, CancellationToken ct)
    {
        var answer = await clients.Ec2.DescribeAvailabilityZonesAsync(new()
        {
            AllAvailabilityZones = input.All,
            Filters = input.Type is null ? null : [new Filter("zone-type", [input.Type])],
        }, ct);
        return new([.. (answer.AvailabilityZones ?? []).OrderBy(z => z.ZoneName, StringComparer.Ordinal).Select(ToRow)]);
    }

    private static Row ToRow(AvailabilityZone z) => new(
        z.ZoneId, z.ZoneName, z.ZoneType ?? "availability-zone", z.State, z.OptInStatus,
        z.Messages is { Count: > 0 } messages ? string.Join(" ", messages.Select(m => m.Message)) : null);
}
