using System.Collections.Concurrent;
using System.ComponentModel;
using System.Text.Json;
using Amazon.ResourceGroupsTaggingAPI;
using Amazon.ResourceGroupsTaggingAPI.Model;

namespace Infra.Plugins.Account;

/// <summary>
/// account_find_resources: asks the enabled list tools, through the host, so that each keeps its own checks and guard, and for tags also
/// AWS's own index of them (GetResources), which knows all services and is a little late.
/// </summary>
public static class FindResources
{
    /// <summary>Pages that are read of one tool; what is left is told in the note.</summary>
    private const int MostPages = 5;

    public static readonly AccountTool Tool = AccountTool.Read<Input, Page<Row>>(
        "find_resources", "Finds resources of all services by tags, or of the enabled modules by name. For one kind, use its own list tool.", RunAsync,
        iam: ["sts:GetCallerIdentity", "tag:GetResources"],
        examples: ["What do we have for project apollo?", "What is tagged env=dev?"]);

    public sealed record Input : PageInput
    {
        [Description("All of these; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Name; * matches any text where the module can.")]
        public string? Name { get; init; }
    }

    /// <param name="Tool">The list tool that knows it; null where only the index of tags does.</param>
    public sealed record Row(string? Tool, string Id, string? Name, string? Arn);

    public static async Task<Page<Row>> RunAsync(AccountClients clients, Input input, ToolContext context, CancellationToken ct)
    {
        if (input.Tags.Count == 0 && string.IsNullOrEmpty(input.Name)) throw new ToolException(ToolErrorCode.InvalidInput, "Neither tags nor a name was given.", "Pass tags, name or both.");
        if (context.Host is not { } host) throw new ToolException(ToolErrorCode.NotSupported, "Searching needs the server.");

        // Wrong credentials are one error, and not the same one of each tool.
        await clients.Sts.Value.GetCallerIdentityAsync(new(), ct);
        var tools = host.Status.Modules.SelectMany(m => m.Tools.Where(t => t.Name.StartsWith($"{m.Name}_list_", StringComparison.Ordinal))).ToList();
        var able = tools.Where(t => (input.Tags.Count == 0 || t.Arguments.Contains("tags")) && (string.IsNullOrEmpty(input.Name) || t.Arguments.Contains("name"))).Select(t => t.Name).ToList();
        var (found, notes, done) = (new ConcurrentDictionary<string, List<Row>>(), new ConcurrentBag<string>(), 0);
        await Parallel.ForEachAsync(able, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = ct }, async (tool, token) =>
        {
            try
            {
                var rows = found[tool] = [];
                if (await AskAsync(host, tool, input, context, rows, token)) notes.Add($"{tool} has more.");
            }
            catch (ToolException e)
            {
                notes.Add($"{tool} could not be asked: {e.Message}");
            }

            context.Progress(new($"asked {tool}", Interlocked.Increment(ref done), able.Count));
        });

        List<Row> rows = [.. able.SelectMany(t => found.GetValueOrDefault(t) ?? [])];
        var indexed = input.Tags.Count > 0 && string.IsNullOrEmpty(input.Name) && await IndexAsync(clients.Tagging.Value, input.Tags, rows, notes, ct);
        var unable = tools.Select(t => t.Name).Except(able).Order(StringComparer.Ordinal).ToList();
        if (indexed) notes.Add("AWS's index of tags lacks IAM roles, users and groups.");
        else if (unable.Count > 0) notes.Add($"Cannot be searched so: {string.Join(", ", unable)}.");
        return new(rows) { Note = notes.IsEmpty ? null : string.Join(" ", notes.Order(StringComparer.Ordinal)) };
    }

    /// <summary>True when more is left than was read.</summary>
    private static async Task<bool> AskAsync(ToolHost host, string tool, Input input, ToolContext context, List<Row> rows, CancellationToken ct)
    {
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            var arguments = new Dictionary<string, object> { ["limit"] = 200 };
            if (input.Tags.Count > 0) arguments["tags"] = input.Tags;
            if (!string.IsNullOrEmpty(input.Name)) arguments["name"] = input.Name;
            if (cursor is not null) arguments["cursor"] = cursor;
            var answer = await host.CallAsync(tool, JsonSerializer.SerializeToElement(arguments), context, ct);
            if (!answer.TryGetProperty("items", out var items)) return false;
            rows.AddRange(items.EnumerateArray().Select(item => ToRow(tool, item)));
            cursor = Text(answer, "nextCursor");
            if (cursor is null) return false;
        }

        return true;
    }

    /// <summary>Adds what the list tools do not know; false when the index cannot be asked.</summary>
    private static async Task<bool> IndexAsync(IAmazonResourceGroupsTaggingAPI tagging, IReadOnlyDictionary<string, string> tags, List<Row> rows, ConcurrentBag<string> notes, CancellationToken ct)
    {
        var known = rows.SelectMany(r => new[] { r.Arn, r.Id, $"{r.Tool![..r.Tool!.IndexOf('_', StringComparison.Ordinal)]} {r.Id}" }).OfType<string>().ToHashSet();
        var request = new GetResourcesRequest
        {
            TagFilters = [.. tags.Select(t => new TagFilter { Key = t.Key, Values = t.Value.Length == 0 ? null : [t.Value] })],
            ResourcesPerPage = 100,
        };
        try
        {
            for (var page = 0; page < MostPages; page++)
            {
                var answer = await tagging.GetResourcesAsync(request, ct);
                rows.AddRange((answer.ResourceTagMappingList ?? []).Select(r => r.ResourceARN).Where(arn => !known.Contains(arn) && !ModulesOf(arn).Any(m => known.Contains($"{m} {IdIn(arn)}"))).Select(arn => new Row(null, IdIn(arn), null, arn)));
                request.PaginationToken = answer.PaginationToken;
                if (string.IsNullOrEmpty(request.PaginationToken)) return true;
            }

            notes.Add("AWS's index of tags has more.");
            return true;
        }
        catch (AmazonResourceGroupsTaggingAPIException e)
        {
            notes.Add($"AWS's index of tags could not be asked: {e.Message}");
            return false;
        }
    }

    // List tools give ids where the index gives ARNs; the same id in another service is another resource.
    private static string[] ModulesOf(string arn) => arn.Split(':', 4)[2] switch
    {
        "ec2" => ["ec2", "vpc"],
        "ssm" => ["account"],
        "autoscaling" => ["asg"],
        "elasticloadbalancing" => ["elb"],
        "cloudformation" => ["cfn"],
        var service => [service],
    };

    /// <summary>What the service calls the resource: the end of its ARN. A parameter's name begins with a slash when it holds one.</summary>
    private static string IdIn(string arn)
    {
        var resource = arn.Split(':', 6)[^1];
        var id = resource[(resource.IndexOfAny(['/', ':']) + 1)..];
        return arn.Contains(":ssm:", StringComparison.Ordinal) && id.Contains('/', StringComparison.Ordinal) ? "/" + id : id;
    }

    private static Row ToRow(string tool, JsonElement item)
    {
        var (id, name, arn) = (Text(item, "id"), Text(item, "name"), Text(item, "arn"));
        return new(tool, id ?? arn ?? name ?? "", name, id is null ? null : arn);
    }

    private static string? Text(JsonElement item, string property) =>
        item.ValueKind is JsonValueKind.Object && item.TryGetProperty(property, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
