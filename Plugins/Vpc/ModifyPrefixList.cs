using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Vpc;

/// <summary>vpc_modify_prefix_list (ModifyManagedPrefixList).</summary>
public static class ModifyPrefixList
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "modify_prefix_list", "Adds blocks to a prefix list and takes some away. All rules and routes that name it change at once.",
        PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeManagedPrefixLists", PrefixLists.Action, "ec2:GetManagedPrefixListAssociations", "ec2:ModifyManagedPrefixList",
        ],
        examples: ["Add the new office 203.0.113.0/24 to the list."]);

    public sealed record Input
    {
        [Description("Prefix list id.")]
        public required string PrefixListId { get; init; }

        [Description("CIDR blocks with what they are."), MaxLength(100)]
        public IReadOnlyDictionary<string, string> Add { get; init; } = new Dictionary<string, string>();

        [Description("CIDR blocks."), MaxLength(100)]
        public IReadOnlyList<string> Remove { get; init; } = [];
    }

    public sealed record Result(string Id, string? State, long? Version);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var (list, reading) = (PrefixListEntries.FindAsync(ec2, input.PrefixListId, ct),
            PrefixListEntries.OfAsync(ec2, input.PrefixListId, ct));
        var naming = unknowns.TryAsync("What names the list", () => Paging.AllAsync<PrefixListAssociation>(async next =>
        {
            var answer = await ec2.GetManagedPrefixListAssociationsAsync(new() { PrefixListId = input.PrefixListId, NextToken = next }, ct);
            return (answer.PrefixListAssociations, answer.NextToken);
        }));
        await Task.WhenAll(list, reading, naming);
        var (p, entries) = (await list, await reading);
        var (add, remove) = Compare(input, entries);
        var label = $"{p.PrefixListId} ({p.PrefixListName})";
        var plan = new PlanBuilder($"Add {add.Count} block(s) to {label}, and take {remove.Count} away.")
            .Touch(new PlannedResource(p.PrefixListId,
                $"version {p.Version}: {PlanBuilder.Text(entries.Select(PrefixListEntries.Text))}")
            {
                Name = p.PrefixListName,
                Tags = p.Tags.ToMap()
            });
        foreach (var (block, what) in add) plan.Create($"{block} in {label}", what);
        foreach (var block in remove) plan.Delete($"{block} from {label}");
        foreach (var (block, what) in input.Add.Select(a => (Block: Cidr.Require(a.Key).ToString(), a.Value))
            .Where(a => !add.ContainsKey(a.Block)))
        {
            var now = entries.Find(e => e.Cidr == block)?.Description ?? "";
            plan.Keep($"{block} in {label}", now == what ? "it is there already"
                : $"it is there as '{now}', and EC2 changes no description: take it away in one call and add it in the next");
        }

        foreach (var block in input.Remove.Select(r => Cidr.Require(r).ToString()).Where(b => !remove.Contains(b)).Distinct())
            plan.Keep($"{block} in {label}", "it is not there");
        if (p.State?.Value is { } state && state.EndsWith("-in-progress", StringComparison.Ordinal))
            plan.Obstacle($"{label} is {state}; call again when that is done.");
        if (await naming is { Count: > 0 } users) plan.Warn($"It holds at once for {PlanBuilder.Text(users.Select(u => u.ResourceId))}.");
        foreach (var vast in add.Keys.Where(b => Cidr.Require(b).IsVast)) plan.Warn($"{vast} is a large part of the internet.");
        if (p.OwnerId == "AWS") plan.Obstacle("AWS manages this list.");
        if (entries.Count + add.Count - remove.Count > p.MaxEntries) plan.Obstacle($"The list takes {p.MaxEntries} blocks.");
        return plan.Unknown(unknowns.Notes)
            .Undo("vpc_modify_prefix_list",
                new
                {
                    prefixListId = p.PrefixListId,
                    add = entries.Where(e => remove.Contains(e.Cidr))
                    .ToDictionary(e => e.Cidr, e => e.Description ?? ""),
                    remove = add.Keys
                })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var (list, reading) = (PrefixListEntries.FindAsync(ec2, input.PrefixListId, ct),
            PrefixListEntries.OfAsync(ec2, input.PrefixListId, ct));
        await Task.WhenAll(list, reading);
        var (p, (add, remove)) = (await list, Compare(input, await reading));
        if (add.Count + remove.Count == 0) return new(p.PrefixListId, p.State?.Value, p.Version);
        var after = (await ec2.ModifyManagedPrefixListAsync(new()
        {
            PrefixListId = p.PrefixListId,
            // Somebody else's change in between is refused.
            CurrentVersion = p.Version,
            AddEntries = add.Count == 0 ? null
                : [.. add.Select(a => new AddPrefixListEntry { Cidr = a.Key, Description = a.Value.Length == 0 ? null : a.Value })],
            RemoveEntries = remove.Count == 0 ? null : [.. remove.Select(r => new RemovePrefixListEntry { Cidr = r })],
        }, ct)).PrefixList;
        context.Done($"changed the blocks of {p.PrefixListId}");
        return new(after.PrefixListId, after.State?.Value, after.Version);
    }

    private static (Dictionary<string, string> Add, List<string> Remove) Compare(Input input, List<PrefixListEntry> now)
    {
        if (input.Add.Count + input.Remove.Count == 0) throw ToolException.NothingToChange();
        var there = now.Select(e => e.Cidr).ToHashSet();
        return (
            input.Add.Select(a => (Block: Cidr.Require(a.Key).ToString(), a.Value)).Where(a => !there.Contains(a.Block))
                .ToDictionary(a => a.Block, a => a.Value),
            [.. input.Remove.Select(r => Cidr.Require(r).ToString()).Where(there.Contains).Distinct()]);
    }
}
