using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>Managed prefix lists with their entries.</summary>
internal static class PrefixListEntries
{
    public static async Task<ManagedPrefixList> FindAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        await Paging.FirstAsync<ManagedPrefixList>(async next =>
        {
            var answer = await ec2.DescribeManagedPrefixListsAsync(new() { PrefixListIds = [id], NextToken = next }, ct);
            return (answer.PrefixLists, answer.NextToken);
        }) ?? throw ToolException.NotFound($"The prefix list {id}", "vpc_list_prefix_lists shows those that exist.");

    public static Task<List<PrefixListEntry>> OfAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        Paging.AllAsync<PrefixListEntry>(async next =>
    {
        var answer = await ec2.GetManagedPrefixListEntriesAsync(new() { PrefixListId = id, NextToken = next }, ct);
        return (answer.Entries, answer.NextToken);
    }, e => e.Cidr);

    /// <summary><c>203.0.113.0/24 (office)</c></summary>
    public static string Text(PrefixListEntry e) => string.IsNullOrEmpty(e.Description) ? e.Cidr : $"{e.Cidr} ({e.Description})";
}
