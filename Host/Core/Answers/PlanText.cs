using System.Text.Json.Nodes;
using Infra.Core.Safety;

namespace Infra.Core.Answers;

/// <summary>A plan in words, as JSON, and as what a confirmation holds for. The only place that knows how a plan is told.</summary>
internal static class PlanText
{
    /// <summary>
    /// The plan for a person, a line for each thing, without secrets. Only the host breaks lines: a name with a line feed in it would show
    /// a line that is not of the plan.
    /// </summary>
    public static string Whole(ToolPlan plan) => string.Join('\n', [Shown(plan.Summary), .. Lines(plan).Select(l => $"- {Shown(l)}")]);

    private static string Shown(string line) => Visible.Line(Redactor.Clean(line));

    /// <summary>What follows the summary.</summary>
    public static IEnumerable<string> Lines(ToolPlan plan) =>
    [
        // While names and values stand apart, it is seen which of them are secrets.
        .. plan.Changes.Select(c => Line(Redactor.Clean(ToJson(c))!.AsObject())),
        .. plan.Changes.Any(c => c.Kind is not ChangeKind.None) ? Array.Empty<string>() : ["Nothing changes."],
        .. plan.Warnings.Select(w => $"WARNING: {w}"),
        .. plan.Obstacles.Select(o => $"AWS will refuse this: {o}"),
        .. plan.Unknown.Select(u => $"Not known: {u}"),
        .. plan.Resources.Select(r => $"Now: {(r.Name is null || r.Name == r.Id ? r.Id : $"{r.Id} ({r.Name})")}: {r.State}"),
        .. plan.Undo is { } undo
            ? [$"To take it back: {undo.Tool} {HostJson.Text(Redactor.Clean(JsonObject.Create(undo.Arguments))!)}"]
            : Array.Empty<string>(),
        .. plan.NoUndo is { } why ? [$"This cannot be taken back: {why}"] : Array.Empty<string>(),
    ];

    /// <summary>One change: <c>i-0abc (web): instance type: t3.micro -> m7i.large; it must be stopped</c>.</summary>
    public static string Line(PlanChange change)
    {
        var what = change.Property is null ? change.Resource : $"{change.Resource}: {change.Property}";
        var values = change switch
        {
            { Kind: ChangeKind.None, Property: null } => $"{what}: stays",
            { Kind: ChangeKind.None } => $"{what}: {change.To ?? change.From} (unchanged)",
            { Kind: ChangeKind.Create, Property: null } => $"{what}: created",
            { Kind: ChangeKind.Create } => $"{what}: {change.To}",
            { Kind: ChangeKind.Change } => $"{what}: {change.From ?? "none"} -> {change.To ?? "none"}",
            { Kind: ChangeKind.Replace } => $"{what}: replaced{(change.To is null ? "" : $" ({change.From} -> {change.To})")}",
            { Kind: ChangeKind.Delete } => $"{what}: deleted",
            _ => $"LOST: {what}",
        };
        return change.Note is null ? values : $"{values}; {change.Note}";
    }

    /// <summary>One change of a plan in an answer, in the same words.</summary>
    public static string Line(JsonObject change)
    {
        return Line(new PlanChange(Enum.Parse<ChangeKind>(Text("kind")!, ignoreCase: true), Text("resource")!)
        {
            Property = Text("property"),
            From = Text("from"),
            To = Text("to"),
            Note = Text("note"),
        });

        string? Text(string name) => change[name]?.GetValue<string>();
    }

    /// <summary>The plan in an answer; see <see cref="Schema"/>.</summary>
    public static JsonObject ToJson(ToolPlan plan)
    {
        var json = new JsonObject { ["summary"] = plan.Summary, ["changes"] = new JsonArray([.. plan.Changes.Select(ToJson)]) };
        Add("warnings", plan.Warnings);
        Add("unknown", plan.Unknown);
        Add("obstacles", plan.Obstacles);
        json["resources"] = new JsonArray([.. plan.Resources.Select(r => ToJson(r))]);
        if (plan.Undo is { } undo)
            json["undo"] = new JsonObject { ["tool"] = undo.Tool, ["arguments"] = JsonObject.Create(undo.Arguments) };
        if (plan.NoUndo is { } why) json["noUndo"] = why;
        return json;

        void Add(string name, IReadOnlyList<string> lines)
        {
            if (lines.Count > 0) json[name] = new JsonArray([.. lines.Select(l => JsonValue.Create(l))]);
        }
    }

    /// <summary>A resource in an answer; with its tags for the journal.</summary>
    public static JsonObject ToJson(PlannedResource resource, bool withTags = false)
    {
        var json = new JsonObject { ["id"] = resource.Id };
        if (resource.Name is { } name) json["name"] = name;
        json["state"] = resource.State;
        if (withTags && resource.Tags is { Count: > 0 } tags)
            json["tags"] = new JsonObject(tags.Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value)));
        return json;
    }

    /// <summary>
    /// Everything that a confirmation of the plan holds for, in a form that does not depend on the order in which AWS lists things:
    /// the changes, the warnings, and the touched resources with their states and tags. What could not be determined is not part of
    /// it: when it becomes known and matters, the changes differ.
    /// </summary>
    public static string Identity(ToolPlan plan) => HostJson.Text(new JsonArray(
        Sorted(plan.Changes.Select(c =>
            Row(c.Kind.ToString(), c.Resource, c.Property, Unordered(c.From), Unordered(c.To), Unordered(c.Note)))),
        Sorted(plan.Warnings.Concat(plan.Obstacles).Select(w => Unordered(w)!)),
        Sorted(plan.Resources.Select(r => Row([r.Id, Unordered(r.State), .. Tags(r)]))),
        Unordered(plan.Summary)));

    private static JsonObject ToJson(PlanChange change)
    {
        var json = new JsonObject { ["kind"] = change.Kind.ToString().ToLowerInvariant(), ["resource"] = change.Resource };
        if (change.Property is not null) json["property"] = change.Property;
        if (change.From is not null) json["from"] = change.From;
        if (change.To is not null) json["to"] = change.To;
        if (change.Note is not null) json["note"] = change.Note;
        return json;
    }

    private static IEnumerable<string> Tags(PlannedResource resource) =>
        (resource.Tags ?? new Dictionary<string, string>()).OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}={t.Value}");

    private static JsonArray Sorted(IEnumerable<string> rows) =>
        new([.. rows.Order(StringComparer.Ordinal).Select(r => JsonValue.Create(r))]);

    private static string Row(params IEnumerable<string?> parts) =>
        HostJson.Text(new JsonArray([.. parts.Select(p => JsonValue.Create(p))]));

    // Lists inside a text are written with commas or semicolons, and AWS gives most of them in no order: "volumes vol-b, vol-a, open"
    // is a phrase that ends with a list. Phrases of several words are never taken apart, so that who has which state still counts.
    private static string? Unordered(string? text)
    {
        if (text is null || !text.AsSpan().ContainsAny(',', ';')) return text;
        List<(string Head, List<string> Items)> phrases = [];
        foreach (var phrase in text.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var space = phrase.LastIndexOf(' ');
            if (space < 0 && phrases.Count > 0) phrases[^1].Items.Add(phrase);
            else phrases.Add((phrase[..Math.Max(space, 0)], [phrase[(space + 1)..]]));
        }

        return string.Join("; ", phrases.Select(p => $"{p.Head} {string.Join(", ", p.Items.Order(StringComparer.Ordinal))}")
            .Order(StringComparer.Ordinal));
    }

    /// <summary>JSON Schema of <see cref="ToJson(ToolPlan)"/>.</summary>
    public static JsonObject Schema => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["summary"] = Text(),
            ["changes"] = List(Record(["kind", "resource"], "kind", "resource", "property", "from", "to", "note")),
            ["warnings"] = List(Text()),
            ["unknown"] = List(Text()),
            ["obstacles"] = List(Text()),
            ["resources"] = List(Record(["id", "state"], "id", "name", "state")),
            ["undo"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["tool"] = Text(), ["arguments"] = new JsonObject { ["type"] = "object" } },
                ["required"] = new JsonArray("tool", "arguments"),
            },
            ["noUndo"] = Text(),
            ["permissions"] = Text(),
        },
        ["required"] = new JsonArray("summary", "changes", "resources"),
    };

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static JsonObject List(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    private static JsonObject Record(string[] required, params string[] texts) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(texts.Select(t => KeyValuePair.Create(t, (JsonNode?)Text()))),
        ["required"] = new JsonArray([.. required.Select(r => JsonValue.Create(r))]),
    };
}
