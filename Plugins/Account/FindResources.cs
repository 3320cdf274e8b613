using System.ComponentModel;
using System.Text.Json;
using Amazon;
using Amazon.ResourceGroupsTaggingAPI;
using Amazon.ResourceGroupsTaggingAPI.Model;
using Infra.Aws;

namespace Infra.Plugins.Account;

/// <summary>
/// account_find_resources: asks the enabled list tools, through the host, so that each keeps its own checks and guard, and for tags also
/// AWS's own index of them (GetResources), which knows all services and is a little late. The index is kept by region, and that of the
/// partition's global region alone knows the resources of global services.
/// </summary>
public static class FindResources
{
    /// <summary>Pages that are read of one tool; what is left is told in the note.</summary>
    private const int MostPages = 5;

    public static readonly AccountTool Tool = AccountTool.Read<Input, Page<Row>>(
        "find_resources",
        "Finds resources of all services by tags, or of the enabled modules by name. For one kind, use its list tool.", RunAsync,
        iam: ["sts:GetCallerIdentity", "tag:GetResources"],
        examples: ["What do we have for project apollo?", "What is tagged env=dev?"]).With(deadline: TimeSpan.FromMinutes(3));

    public sealed record Input : PageInput
    {
        [Description("All; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Whole name; * and ? are wildcards.")]
        public string? Name { get; init; }
    }

    /// <param name="Tool">The list tool that knows it; null where only the index of tags does.</param>
    /// <param name="Region">In a search of several regions <c>global</c> for what is in none of them.</param>
    public sealed record Row(string? Tool, string Id, string? Name, string? Arn, string? Region = null);

    // What one list tool, or one region's index, gave.
    private sealed record Found(IReadOnlyList<Row> Rows, string? Note = null, bool Failed = false);

    public static async Task<Page<Row>> RunAsync(AccountClients clients, Input input, ToolContext context, CancellationToken ct)
    {
        if (input.Tags.Count == 0 && string.IsNullOrEmpty(input.Name))
            throw ToolException.InvalidInput("Neither tags nor a name was given.", "Pass tags, name or both.");
        if (context.Host is not { } host) throw new ToolException(ToolErrorCode.NotSupported, "Searching needs the server.");

        // Wrong credentials are one error, and not the same one of each tool.
        await clients.Sts.GetCallerIdentityAsync(new(), ct);
        var tools = host.Status.Modules.SelectMany(m => m.Tools.Where(t => t.Name.StartsWith($"{m.Name}_list_", StringComparison.Ordinal)))
            .Where(t => !t.Global || context.AsksGlobal()).ToList();
        var global = tools.Where(t => t.Global).Select(t => t.Name).ToHashSet();
        var able = tools.Where(t => IsAble(t, input)).ToList();
        var progress = new InOrder(context, able.Count);
        var listed = await able.AskAsync(async (tool, t) =>
        {
            var answer = await ListAsync(host, tool, input, context, t);
            progress.Asked(tool.Name);
            return answer;
        }, ct);

        List<Row> rows = [.. listed.SelectMany(l => l.Rows)
            .Select(r => context.IsOverRegions() && global.Contains(r.Tool!) ? r with { Region = Places.Global } : r)];
        List<string?> notes = [.. listed.Select(l => l.Note)];
        var isIndexed = false;
        if (input.Tags.Count > 0 && string.IsNullOrEmpty(input.Name))
        {
            var indexes = await IndexesAsync(clients, input.Tags, rows, context, ct);
            rows.AddRange(indexes.SelectMany(i => i.Rows));
            notes.AddRange(indexes.Select(i => i.Note));
            isIndexed = !indexes[0].Failed;
        }

        var unable = tools.Except(able).Where(t => !Inventory.IsOfNoResources(t)).Select(t => t.Name).Order(StringComparer.Ordinal)
            .ToList();
        if (isIndexed) notes.Add("AWS's index of tags lacks IAM roles, users and groups.");
        else if (unable.Count > 0) notes.Add($"Cannot be searched so: {string.Join(", ", unable)}.");
        return new(rows)
        {
            Note = notes.OfType<string>().ToList() is { Count: > 0 } all
            ? string.Join(" ", all.Order(StringComparer.Ordinal)) : null
        };
    }

    // Tags are for the tool to filter by. Names are looked for here where it cannot, in what it lists without being told more.
    private static bool IsAble(ToolStatus tool, Input input) =>
        tool.Required.Count == 0 && (input.Tags.Count == 0 || tool.Arguments.Contains("tags"))
        && (string.IsNullOrEmpty(input.Name) || tool.Arguments.Contains("name")
            || tool.IamActions.Count > 0 && !Inventory.IsOfNoResources(tool));

    private static async Task<Found> ListAsync(ToolHost host, ToolStatus status, Input input, ToolContext context, CancellationToken ct)
    {
        var tool = status.Name;
        var filters = status.Arguments.Contains("name");
        List<Row> rows = [];
        try
        {
            string? cursor = null;
            for (var page = 0; page < MostPages; page++)
            {
                var arguments = new Dictionary<string, object> { ["limit"] = 200 };
                if (input.Tags.Count > 0) arguments["tags"] = input.Tags;
                if (!string.IsNullOrEmpty(input.Name) && filters) arguments["name"] = input.Name;
                if (cursor is not null) arguments["cursor"] = cursor;
                var answer = await host.CallAsync(tool, JsonSerializer.SerializeToElement(arguments), context, ct);
                if (!answer.TryGetProperty("items", out var items)) return new(rows);
                rows.AddRange(items.EnumerateArray().Select(item => ToRow(tool, item)).Where(r => filters || IsNamed(r, input.Name)));
                cursor = Text(answer, "nextCursor");
                if (cursor is null) return new(rows);
            }

            return new(rows, $"{tool} has more.");
        }
        catch (ToolException e)
        {
            // What was read before stays.
            return new(rows, $"{tool} could not be asked{(rows.Count > 0 ? " to the end" : "")}: {e.Message}", Failed: true);
        }
    }

    /// <summary>What the list tools do not know: from the index of this region, and of the global one for global services.</summary>
    private static async Task<IReadOnlyList<Found>> IndexesAsync(
        AccountClients clients, IReadOnlyDictionary<string, string> tags, IReadOnlyList<Row> rows, ToolContext context,
        CancellationToken ct)
    {
        var known = rows.SelectMany(r => new[] { r.Arn, r.Id, $"{r.Tool![..r.Tool!.IndexOf('_', StringComparison.Ordinal)]} {r.Id}" })
            .OfType<string>().ToHashSet();
        var config = clients.Tagging.Config;
        var region = context.Target.Region ?? config?.RegionEndpoint?.SystemName ?? config?.AuthenticationRegion;
        var here = await IndexAsync(() => clients.Tagging, "AWS's index of tags", tags, known, _ => true, context, ct);
        if (region is null || GlobalRegion(region) is not { } global || global == region) return [here];
        // A call over several regions needs the global services once.
        if (!context.AsksGlobal()) return [here];
        var there = await IndexAsync(
            () => clients.TaggingIn(global), $"The index of {global}, which has Route 53, CloudFront and other global services,", tags,
            known, IsGlobal, context, ct);
        if (context.IsOverRegions()) there = there with { Rows = [.. there.Rows.Select(r => r with { Region = Places.Global })] };
        return [here, there];
    }

    private static async Task<Found> IndexAsync(
        Func<IAmazonResourceGroupsTaggingAPI> client, string index, IReadOnlyDictionary<string, string> tags, HashSet<string> known,
        Predicate<string> isWanted,
        ToolContext context, CancellationToken ct)
    {
        List<Row> rows = [];
        var request = new GetResourcesRequest
        {
            TagFilters = [.. tags.Select(t => new TagFilter { Key = t.Key, Values = t.Value.Length == 0 ? null : [t.Value] })],
            ResourcesPerPage = 100,
        };
        try
        {
            for (var page = 0; page < MostPages; page++)
            {
                var answer = await client().GetResourcesAsync(request, ct);
                rows.AddRange((answer.ResourceTagMappingList ?? []).Select(r => r.ResourceARN)
                    .Where(arn => isWanted(arn) && !IsKnown(arn, known))
                    .Select(arn => new Row(null, IdIn(arn), null, arn)));
                request.PaginationToken = answer.PaginationToken;
                if (string.IsNullOrEmpty(request.PaginationToken)) return new(rows);
            }

            return new(rows, $"{index} has more.");
        }
        catch (Exception e) when (AwsErrors.Translate(e, context.Target) is { } failure)
        {
            return new(rows, $"{index} could not be asked{(rows.Count > 0 ? " to the end" : "")}: {failure.Message}", Failed: true);
        }
    }

    private static bool IsKnown(string arn, HashSet<string> known) =>
        known.Contains(arn) || ModulesOf(arn).Any(m => known.Contains($"{m} {IdIn(arn)}"));

    // arn:aws:route53:::hostedzone/Z1 names no region. S3 buckets do not either, though each region's index has its own ones.
    private static bool IsGlobal(string arn) => arn.Split(':', 6) is [_, _, not "s3", "", ..];

    /// <summary>The region whose index has the resources of global services, by the partition that a region is in.</summary>
    internal static string? GlobalRegion(string region) => RegionEndpoint.GetBySystemName(region).PartitionName switch
    {
        "aws" => "us-east-1",
        "aws-cn" => "cn-northwest-1",
        "aws-us-gov" => "us-gov-west-1",
        "aws-iso" => "us-iso-east-1",
        "aws-iso-b" => "us-isob-east-1",
        "aws-iso-e" => "eu-isoe-west-1",
        "aws-iso-f" => "us-isof-south-1",
        "aws-eusc" => "eusc-de-east-1",
        _ => null,
    };

    // List tools give ids where the index gives ARNs; the same id in another service is another resource.
    internal static string[] ModulesOf(string arn) => arn.Split(':', 4)[2] switch
    {
        "ec2" => ["ec2", "vpc"],
        "ssm" => ["account"],
        "autoscaling" => ["asg"],
        "elasticloadbalancing" => ["elb"],
        "cloudformation" => ["cfn"],
        "secretsmanager" => ["secrets"],
        "cloudtrail" => ["trail"],
        var service => [service],
    };

    /// <summary>What the service calls the resource: the end of its ARN. A parameter's path begins with a slash.</summary>
    private static string IdIn(string arn)
    {
        var resource = arn.Split(':', 6)[^1];
        var id = resource[(resource.IndexOfAny(['/', ':']) + 1)..];
        return arn.Contains(":ssm:", StringComparison.Ordinal) && id.Contains('/', StringComparison.Ordinal) ? "/" + id : id;
    }

    private static bool IsNamed(Row row, string? name) =>
        NameFilter.Matches(row.Name ?? "", name) || NameFilter.Matches(row.Id, name)
        || row.Id.StartsWith("arn:", StringComparison.Ordinal) && NameFilter.Matches(IdIn(row.Id), name);

    private static Row ToRow(string tool, JsonElement item)
    {
        var (id, name, arn) = (Text(item, "id"), Text(item, "name"), Text(item, "arn"));
        return new(tool, id ?? arn ?? name ?? "", name, id is null ? null : arn);
    }

    private static string? Text(JsonElement item, string property) =>
        item.ValueKind is JsonValueKind.Object && item.TryGetProperty(property, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString() : null;

    // Tools end in any order, and progress may only grow.
    private sealed class InOrder(ToolContext context, int all)
    {
        private readonly Lock gate = new();
        private int done;

        public void Asked(string tool)
        {
            lock (gate) context.Progress(new($"asked {tool}", ++done, all));
        }
    }
}
