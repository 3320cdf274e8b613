using System.ComponentModel;
using System.Text.Json;
using Amazon.ResourceGroupsTaggingAPI.Model;
using Infra.Aws;

namespace Infra.Plugins.Account;

/// <summary>
/// account_inventory: how many there are of each kind, counted with the enabled list tools, through the host. Services without a module
/// are counted in AWS's index of tags (GetResources).
/// </summary>
public static class Inventory
{
    // Of one kind in one region; what is beyond is told as "at least".
    private const int MostPages = 20;

    // What AWS offers, what happened, and what is on this machine: nothing that the account has.
    private static readonly string[] NoResources =
        ["instance_types", "engine_versions", "regions", "zones", "profiles", "events", "metrics", "activities"];

    public static readonly AccountTool Tool = AccountTool.Read<Input, Page<Row>>(
        "inventory", "Counts resources of each kind. For the resources, use account_find_resources.", RunAsync,
        iam: ["sts:GetCallerIdentity", "tag:GetResources"],
        examples: ["What do we run, and where?", "How many instances and databases do we have in each region?"])
            .With(deadline: TimeSpan.FromMinutes(3));

    public sealed record Input : PageInput
    {
        [Description("Like ec2.")]
        public string? Module { get; init; }
    }

    /// <param name="Kind">Module and noun of the list tool, or service and type of the ARN.</param>
    /// <param name="AtLeast">True where there are more than were counted.</param>
    /// <param name="Region">In a count of several regions <c>global</c> for what is in none of them.</param>
    public sealed record Row(string Kind, int Count, bool? AtLeast = null, string? Region = null);

    private sealed record Counted(string Kind, int Count, bool More = false, string? Failure = null, bool Global = false);

    public static async Task<Page<Row>> RunAsync(AccountClients clients, Input input, ToolContext context, CancellationToken ct)
    {
        if (context.Host is not { } host) throw new ToolException(ToolErrorCode.NotSupported, "Counting needs the server.");
        var modules = host.Status.Modules;
        if (input.Module is { } name && modules.All(m => m.Name != name))
            throw ToolException.InvalidInput($"No module '{name}' is enabled.",
                $"Enabled are {string.Join(", ", modules.Select(m => m.Name))}.");

        // Wrong credentials are one error, and not the same one of each tool.
        await clients.Sts.GetCallerIdentityAsync(new(), ct);
        var tools = modules.Where(m => input.Module is null || m.Name == input.Module)
            .SelectMany(m => m.Tools.Where(t => t.Name.StartsWith($"{m.Name}_list_", StringComparison.Ordinal)))
            .Where(t => t.Kind is ToolKind.Read && t.Required.Count == 0 && t.IamActions.Count > 0 && !IsOfNoResources(t)
                && (!t.Global || context.AsksGlobal()));
        var counted = await tools.AskAsync((tool, t) => CountAsync(host, tool, context, t), ct);
        var indexed = input.Module is null ? await IndexAsync(clients, modules, context, ct) : [];
        List<Counted> all = [.. counted, .. indexed];
        var unseen = all.Where(c => c.Failure is not null).ToList();
        List<string> notes =
        [
            .. unseen.GroupBy(u => u.Failure!)
            .Select(g => $"Not counted ({g.Key}): {string.Join(", ", g.Select(u => u.Kind).Order(StringComparer.Ordinal))}.")
        ];
        if (input.Module is null)
            notes.Add("Services without a module are counted in AWS's index of tags, which lacks what never had a tag.");
        return new([.. all.Where(c => c.Count > 0).OrderBy(c => c.Kind, StringComparer.Ordinal)
            .Select(c => new Row(c.Kind, c.Count, c.More ? true : null, c.Global && context.IsOverRegions() ? Places.Global : null))])
        {
            Note = string.Join(" ", notes) is { Length: > 0 } note ? note : null,
        };
    }

    /// <summary>Whether what a list tool lists is nothing that the account has.</summary>
    internal static bool IsOfNoResources(ToolStatus tool) => NoResources.Contains(tool.Name.Split("_list_", 2)[1]);

    private static async Task<Counted> CountAsync(ToolHost host, ToolStatus tool, ToolContext context, CancellationToken ct)
    {
        var kind = tool.Name.Replace("_list_", " ", StringComparison.Ordinal).Replace('_', ' ');
        var count = 0;
        try
        {
            string? cursor = null;
            for (var page = 0; page < MostPages; page++)
            {
                var arguments = new Dictionary<string, object> { ["limit"] = 500 };
                if (cursor is not null) arguments["cursor"] = cursor;
                var answer = await host.CallAsync(tool.Name, JsonSerializer.SerializeToElement(arguments), context, ct);
                if (answer.TryGetProperty("items", out var items)) count += items.GetArrayLength();
                cursor = answer.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
                if (cursor is null) return new(kind, count, Global: tool.Global);
            }

            return new(kind, count, More: true, Global: tool.Global);
        }
        catch (ToolException e)
        {
            return new(kind, count, More: count > 0, e.AwsErrorCode ?? e.Code.ToString(), tool.Global);
        }
    }

    private static async Task<IReadOnlyList<Counted>> IndexAsync(AccountClients clients, IReadOnlyList<ModuleStatus> modules,
        ToolContext context, CancellationToken ct)
    {
        var known = modules.Select(m => m.Name).ToHashSet();
        List<string> arns = [];
        var request = new GetResourcesRequest { ResourcesPerPage = 100 };
        try
        {
            for (var page = 0; page < MostPages; page++)
            {
                var answer = await clients.Tagging.GetResourcesAsync(request, ct);
                arns.AddRange((answer.ResourceTagMappingList ?? []).Select(r => r.ResourceARN));
                request.PaginationToken = answer.PaginationToken;
                if (string.IsNullOrEmpty(request.PaginationToken)) return Kinds(more: false);
            }

            return Kinds(more: true);
        }
        catch (Exception e) when (AwsErrors.Translate(e, context.Target) is { } failure)
        {
            return [.. Kinds(more: true), new("AWS's index of tags", 0, Failure: failure.AwsErrorCode ?? failure.Code.ToString())];
        }

        IReadOnlyList<Counted> Kinds(bool more) =>
            [.. arns.Where(a => !FindResources.ModulesOf(a).Any(known.Contains)).GroupBy(KindOf)
                .Select(g => new Counted(g.Key, g.Count(), more))];
    }

    // arn:aws:sqs:eu-west-1:1:orders -> sqs; arn:aws:ecs:eu-west-1:1:cluster/web -> ecs cluster
    private static string KindOf(string arn)
    {
        var parts = arn.Split(':', 6);
        if (parts.Length < 6) return arn;
        var end = parts[5].IndexOfAny(['/', ':']);
        return end > 0 ? $"{parts[2]} {parts[5][..end]}" : parts[2];
    }
}
