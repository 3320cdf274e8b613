using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>The address blocks of the prefix lists that rules name (GetManagedPrefixListEntries).</summary>
internal sealed class PrefixLists
{
    /// <summary>The IAM action that reading them needs.</summary>
    public const string Action = "ec2:GetManagedPrefixListEntries";

    private readonly Dictionary<string, IReadOnlyList<Cidr>?> entries = [];

    /// <summary>A sentence that says which lists could not be read; null when all are known.</summary>
    public string? Note => Unread is { Count: > 0 } ids
        ? $"The prefix list(s) {string.Join(", ", PlanBuilder.Some(ids, 10))} could not be read: what they let through is not known."
        : null;

    /// <summary>The same, as a plan wants it.</summary>
    public IEnumerable<string> Unknown => Note is { } note ? [note] : [];

    private List<string> Unread => [.. entries.Where(e => e.Value is null).Select(e => e.Key).Order(StringComparer.Ordinal)];

    /// <summary>Reads the lists of more rules; each list once.</summary>
    public Task ReadAsync(IAmazonEC2 ec2, IEnumerable<IpPermission> permissions, ToolContext context, CancellationToken ct) =>
        ReadAsync(ec2, permissions.SelectMany(p => p.PrefixListIds ?? []).Select(l => l.Id), context, ct);

    /// <summary>Reads the lists with these ids; each list once.</summary>
    public async Task ReadAsync(IAmazonEC2 ec2, IEnumerable<string> ids, ToolContext context, CancellationToken ct)
    {
        var missing = ids.Distinct().Where(id => !entries.ContainsKey(id)).ToList();
        foreach (var (id, blocks) in missing.Zip(await missing.AskAsync((id, t) => BlocksAsync(ec2, id, context, t), ct)))
            entries[id] = blocks;
    }

    /// <summary>The blocks of a list; null when it could not be read.</summary>
    public IReadOnlyList<Cidr>? Of(string id) => entries.GetValueOrDefault(id);

    /// <summary>All blocks that a rule names, also those in its prefix lists. Groups have none.</summary>
    public IEnumerable<Cidr> Blocks(IpPermission p) =>
        (p.Ipv4Ranges ?? []).Select(r => Cidr.Parse(r.CidrIp))
        .Concat((p.Ipv6Ranges ?? []).Select(r => Cidr.Parse(r.CidrIpv6)))
        .OfType<Cidr>()
        .Concat((p.PrefixListIds ?? []).SelectMany(l => entries.GetValueOrDefault(l.Id) ?? []));

    // Null when the list cannot be read: one of another account whose share has ended, or a missing permission.
    private static async Task<IReadOnlyList<Cidr>?> BlocksAsync(IAmazonEC2 ec2, string id, ToolContext context, CancellationToken ct)
    {
        try
        {
            return [.. (await Paging.AllAsync(async next =>
            {
                var answer = await ec2.GetManagedPrefixListEntriesAsync(new() { PrefixListId = id, NextToken = next }, ct);
                return (answer.Entries, answer.NextToken);
            })).Select(e => Cidr.Parse(e.Cidr)).OfType<Cidr>()];
        }
        catch (Exception e) when (AwsErrors.Translate(e, context.Target) is
        {
            Code: ToolErrorCode.AccessDenied or ToolErrorCode.NotFound or ToolErrorCode.NotSupported or ToolErrorCode.Unavailable
                or ToolErrorCode.Throttled,
        })
        {
            return null;
        }
    }
}
