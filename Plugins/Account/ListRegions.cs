using System.ComponentModel;

namespace Infra.Plugins.Account;

/// <summary>account_list_regions (DescribeRegions).</summary>
public static class ListRegions
{
    public static readonly AccountTool Tool = AccountTool.Read<Input, Page<Row>>(
        "list_regions", "Lists the AWS regions that this account can use. For zones of one, use account_list_zones.", RunAsync,
        iam: ["ec2:DescribeRegions"],
        examples: ["Which regions can I use?", "Is Zurich enabled for us?"]);

    public sealed record Input : PageInput
    {
        [Description("Also those that are not enabled.")]
        public bool All { get; init; }
    }

    public sealed record Row(string Name, string Status);

    public static async Task<Page<Row>> RunAsync(AccountClients clients, Input input, CancellationToken ct)
    {
        var answer = await clients.Ec2.DescribeRegionsAsync(new() { AllRegions = input.All }, ct);
        return new([.. (answer.Regions ?? []).OrderBy(r => r.RegionName, StringComparer.Ordinal)
            .Select(r => new Row(r.RegionName, r.OptInStatus))]);
    }
}
