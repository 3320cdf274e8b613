using System.ComponentModel;
using Amazon.EC2;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_list_prefix_lists (DescribeManagedPrefixLists, GetManagedPrefixListEntries).</summary>
public static class ListPrefixLists
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_prefix_lists",
        "Lists prefix lists, or one with its blocks. For groups that name one, use vpc_list_security_groups.", RunAsync,
        iam: ["ec2:DescribeManagedPrefixLists", PrefixLists.Action],
        examples: ["Which blocks are in the prefix list office?"]);

    public sealed record Input : PageInput
    {
        [Description("With its blocks.")]
        public string? PrefixListId { get; init; }
    }

    public sealed record Row(
        string Id, string? Name, string? State, long? Version, int? MaxEntries, string? OwnerId, IReadOnlyList<string>? Entries);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        if (input.PrefixListId is { } id)
        {
            var (list, entries) = (PrefixListEntries.FindAsync(ec2, id, ct), PrefixListEntries.OfAsync(ec2, id, ct));
            await Task.WhenAll(list, entries);
            return new([ToRow(await list) with { Entries = [.. (await entries).Select(PrefixListEntries.Text)] }]);
        }

        var answer = await ec2.DescribeManagedPrefixListsAsync(
            new() { MaxResults = Math.Clamp(input.Limit, 1, 100), NextToken = input.Cursor }, ct);
        return new([.. (answer.PrefixLists ?? []).Select(ToRow)], answer.NextToken);
    }

    private static Row ToRow(Amazon.EC2.Model.ManagedPrefixList p) =>
        new(p.PrefixListId, p.PrefixListName, p.State?.Value, p.Version, p.MaxEntries, p.OwnerId, null);
}
