using System.Text.Json;
using System.Text.RegularExpressions;
using Infra.Manifest;
using NJsonSchema;

namespace Infra.Plugins;

/// <summary>
/// What all first-party tools keep to, beyond what every plugin must (PluginRules). A rule gets all tools and returns a sentence for
/// each one that breaks it; nothing in here lists tools by hand.
/// </summary>
internal static partial class ToolRules
{
    private static readonly ToolKind[] Reads = [ToolKind.Read], Writes = [ToolKind.Write], Deletes = [ToolKind.Destructive],
    Undone = [ToolKind.Write, ToolKind.Destructive];

    /// <summary>
    /// Each verb, its one meaning, and the kinds that a tool with it may be of. Where AWS has a verb of its own for a thing, it is that
    /// one.
    /// </summary>
    private static readonly Dictionary<string, (string Meaning, ToolKind[] Kinds)> Verbs = new()
    {
        ["list"] = ("pages of one kind of thing", Reads),
        ["get"] = ("one thing in full", Reads),
        ["find"] = ("things of all kinds", Reads),
        ["check"] = ("whether the caller may", Reads),
        ["simulate"] = ("what would be allowed", Reads),
        ["test"] = ("what would be answered", Reads),
        ["validate"] = ("whether a document is right", Reads),
        ["whoami"] = ("who calls, and what answers", Reads),
        ["sign"] = ("a person in, to a session", Reads),
        ["inventory"] = ("how many there are of each kind", Reads),
        ["create"] = ("makes a new thing, and fails if there is one", Writes),
        ["run"] = ("launches instances, or a command on one", Undone),
        ["import"] = ("takes over what was made elsewhere", Writes),
        ["share"] = ("lets other accounts use a thing, or ends that", Writes),
        ["accept"] = ("agrees to what another account asked for", Writes),
        ["query"] = ("asks in a language for queries", Reads),
        ["explain"] = ("why a thing is so, from what is configured", Reads),
        ["allocate"] = ("gets an address", Writes),
        ["restore"] = ("makes a new thing from a copy, or takes back a deletion", Writes),
        ["rotate"] = ("has a new value made, as Secrets Manager calls it", Writes),
        ["replicate"] = ("keeps a copy the same elsewhere, as Secrets Manager calls it", Writes),
        ["copy"] = ("makes a copy", Writes),
        ["publish"] = ("freezes a version", Writes),
        ["put"] = ("creates a thing, or replaces the whole of it", Writes),
        ["upsert"] = ("creates or replaces a record, as Route 53 calls it", Writes),
        ["update"] = ("changes a thing, in services that call it so; what is left out stays", Writes),
        ["modify"] = ("changes a thing, in services that call it so; what is left out stays", Writes),
        ["set"] = ("gives one setting a value", Undone),
        ["tag"] = ("sets and removes tags", Writes),
        ["block"] = ("closes to the public", Writes),
        ["upload"] = ("sends a file of the server", Writes),
        ["download"] = ("makes a file of the server", Writes),
        ["presign"] = ("makes a link that anyone can use", Writes),
        ["start"] = ("starts what exists", Writes),
        ["stop"] = ("stops what exists, and keeps it", Writes),
        ["reboot"] = ("stops and starts", Writes),
        ["failover"] = ("lets another take over, as RDS calls it", Writes),
        ["apply"] = ("has done what AWS holds ready", Writes),
        ["continue"] = ("goes on with what got stuck", Writes),
        ["invoke"] = ("runs a function", Writes),
        ["detect"] = ("starts to look for differences", Reads),
        ["change"] = ("several things in one step, deletions too, as Route 53 calls it", Deletes),
        ["execute"] = ("does what was prepared, deletions too", Deletes),
        ["cancel"] = ("ends what is in progress, and undoes it", Deletes),
        ["rollback"] = ("undoes what failed, deletions too", Deletes),
        ["promote"] = ("makes a follower stand alone, for good", Deletes),
        ["switchover"] = ("puts the new in the place of the old, as RDS calls it", Deletes),
        ["attach"] = ("joins two things", Writes),
        ["detach"] = ("parts what attach joined", Undone),
        ["associate"] = ("joins two things, where AWS calls it so", Writes),
        ["disassociate"] = ("parts what associate joined", Undone),
        ["register"] = ("enters in a group", Writes),
        ["deregister"] = ("takes out of a group or register", Undone),
        ["authorize"] = ("adds a rule that lets in or out", Writes),
        ["revoke"] = ("takes away what authorize added", Deletes),
        ["add"] = ("adds a statement", Writes),
        ["remove"] = ("takes away what add added", Deletes),
        ["delete"] = ("ends a thing for good", Deletes),
        ["release"] = ("gives back what allocate got", Deletes),
        ["terminate"] = ("ends instances for good", Deletes),
    };

    /// <summary>Verbs that say all without a noun.</summary>
    private static readonly string[] Alone = ["whoami", "inventory", "invoke"];

    /// <summary>What the tools do not call a thing, and what they call it.</summary>
    private static readonly (string Not, string But)[] Synonyms =
    [
        (@"\bVMs?\b|\b[Vv]irtual machine|\bEC2 (server|machine|node)|\b[Ss]erver instance", "instance"),
        (@"\b[Dd]isks?\b|\b[Hh]ard drive", "volume"),
        (@"\b[Ff]irewall", "security group"),
        (@"\b[Dd]atabase (instance|server)|\bRDS instance", "DB instance"),
        (@"\b[Ll]oad-balancer|\b[Ll]oadbalancer", "load balancer"),
        (@"\b[Aa]uto-?scaling\b|\bscaling group\b|\bASG\b", "Auto Scaling group"),
        (@"\b[Dd]estroy|\b[Ee]rase|\b[Ww]ipe", "delete"),
        (@"\b[Ff]etch|\b[Rr]etrieve", "get"),
        (@"\b[Ii]dentifiers?\b|(?<!/)\bID\b", "id"),
        (@"\b[Kk]eypair", "key pair"),
        (@"\bsecurity-group", "security group"),
        (@"\bEIPs?\b|\belastic IP\b", "Elastic IP"),
        (@"\b[Rr]oute53\b", "Route 53"),
        (@"\bcloudformation\b(?!\.)|\bCloudformation\b", "CloudFormation"),
        (@"\bcloudwatch\b|\bCloudwatch\b", "CloudWatch"),
        (@"\be\.g\.", "for example"),
        (@"\b[Uu]tili[sz]e", "use"),
    ];

    public static IReadOnlyDictionary<string, Func<IReadOnlyList<ToolManifest>, IEnumerable<string>>> All { get; } =
        new Dictionary<string, Func<IReadOnlyList<ToolManifest>, IEnumerable<string>>>
        {
            ["names are unique and at most 32 characters long"] = tools =>
                from t in tools
                where t.Name.Length > 32 || tools.Count(o => o.Name == t.Name) > 1
                select $"{t.Name} ({t.Name.Length} characters)",

            ["a name is module, verb and noun, the verb from a closed set and of the right kind"] = tools =>
                from t in tools
                let parts = t.Name.Split('_')
                where parts.Length < 2 || !Verbs.TryGetValue(parts[1], out var verb) || !verb.Kinds.Contains(t.Kind)
                    || (parts.Length == 2) != Alone.Contains(parts[1])
                select $"{t.Name} ({t.Kind}); verbs of this kind: "
                    + $"{string.Join(", ", Verbs.Where(v => v.Value.Kinds.Contains(t.Kind)).Select(v => v.Key))}",

            ["every argument is described, nested ones too, in a sentence"] = tools =>
                from t in tools
                from a in Arguments(t)
                where !DescribedWell().IsMatch(a.Description)
                select $"{t.Name}: {a.Path} '{a.Description}'; end it with a full stop",

            ["a description is one or two short sentences"] = tools =>
                from t in tools
                where !DescribedWell().IsMatch(t.Description) || t.Description.Length > 200
                select $"{t.Name} ({t.Description.Length}): {t.Description}",

            ["a list and a get tell which other tool to use instead or next"] = tools =>
                from t in tools
                where Verb(t) is "list" or "get" && !Named(tools, t.Description).Any(n => n != t.Name && tools.Any(o => o.Name == n))
                select $"{t.Name}: {t.Description} Add: For X, use other_tool.",

            ["tools named in descriptions exist"] = tools =>
                from t in tools
                from text in Arguments(t).Select(a => a.Description).Append(t.Description).Concat(t.Examples)
                from name in Named(tools, text)
                where tools.All(o => o.Name != name)
                select $"{t.Name} names {name}",

            ["a list says Lists and a delete says Deletes, and no other tool does"] = tools =>
                from t in tools
                let first = t.Description.Split(' ')[0]
                where (Verb(t) is "list") != (first is "Lists") || (Verb(t) is "delete") != (first is "Deletes")
                    || (first is "Removes" && Verb(t) is not "remove")
                select $"{t.Name}: {t.Description}",

            ["both schemas are objects, without alternatives, references and several types"] = tools =>
                from t in tools
                from schema in new[] { t.InputSchema, t.OutputSchema }
                from wrong in Unportable(schema, top: true)
                select $"{t.Name}: {wrong}",

            ["every argument has a type, and a required one has no default"] = tools =>
                from t in tools
                from wrong in Arguments(t).Where(a => a.Required && a.Schema.TryGetProperty("default", out _))
                    .Select(a => $"{a.Path} is required and has a default")
                    .Concat(Arguments(t).Where(a => !a.Schema.TryGetProperty("type", out _)
                        && !a.Description.Contains("JSON", StringComparison.Ordinal)).Select(a => $"{a.Path} has no type"))
                select $"{t.Name}: {wrong}",

            ["a list pages: limit and cursor in, items, complete and nextCursor out"] = tools =>
                from t in tools
                where Verb(t) is "list"
                    && !(Has(t.InputSchema, "limit", "cursor") && Has(t.OutputSchema, "items", "complete", "nextCursor"))
                select $"{t.Name}; derive its input from PageInput and answer with Page<Row>",

            ["what writes or deletes has a plan"] = tools =>
                from t in tools
                where t.Kind > ToolKind.Read && !t.HasPlan
                select $"{t.Name}; give it a PlanAsync",

            ["what writes declares IAM actions, and a read without any is of the server itself"] = tools =>
                from t in tools
                where t.IamActions.Count == 0 && (t.Kind > ToolKind.Read || !t.Name.StartsWith("account_", StringComparison.Ordinal))
                    || t.IamActions.Distinct().Count() < t.IamActions.Count
                select $"{t.Name}: {string.Join(", ", t.IamActions)}; name each action in iam: once",

            ["there are examples, and those in JSON fit the schema"] = tools =>
                from t in tools
                where t.Examples.Count == 0
                    || t.Examples.Any(e => string.IsNullOrWhiteSpace(e) || (e.TrimStart()[0] is '{' && !Fits(t.InputSchema, e)))
                select t.Examples.Count == 0 ? $"{t.Name} has no examples" : $"{t.Name}: {string.Join("; ", t.Examples)}",

            ["the same argument has the same words in every tool"] = tools =>
                    from argument in tools.SelectMany(Arguments).GroupBy(a => a.Name)
                    from same in argument.Select(a => a.Description).Distinct().GroupBy(d => string.Join(' ', Meaning(argument.Key, d)))
                    where same.Count() > 1
                    select $"{argument.Key}: '{string.Join("', '", same)}'; use one wording, or another name if it is another thing",

            ["the same thing has the same name in every tool"] = tools =>
                from t in tools
                from text in Arguments(t).Select(a => a.Description).Append(t.Description)
                from synonym in Synonyms
                where Regex.IsMatch(Tool().Replace(text, ""), synonym.Not)
                select $"{t.Name}: '{text}'; say {synonym.But}",
        };

    /// <summary>The tools that a text names, there or not: a module's name, then more.</summary>
    public static IEnumerable<string> Named(IReadOnlyList<ToolManifest> tools, string text)
    {
        var modules = tools.Select(t => t.Name.Split('_')[0]).ToHashSet();
        // A name with a dot is one of Python's, as lambda_function.lambda_handler.
        return Tool().Matches(text).Select(m => m.Value).Where(n => modules.Contains(n.Split('_')[0]));
    }

    private static string Verb(ToolManifest tool) => tool.Name.Split('_').ElementAtOrDefault(1) ?? "";

    private static bool Has(JsonElement schema, params string[] names) =>
        schema.TryGetProperty("properties", out var properties) && names.All(n => properties.TryGetProperty(n, out _));

    private static bool Fits(JsonElement schema, string json)
    {
        try
        {
            return JsonSchema.FromJsonAsync(schema.GetRawText()).GetAwaiter().GetResult().Validate(json).Count == 0;
        }
        catch (Newtonsoft.Json.JsonException)
        {
            return false;
        }
    }

    private static IEnumerable<(string Name, string Path, string Description, bool Required, JsonElement Schema)> Arguments(
        ToolManifest tool) => Properties(tool.InputSchema, "");

    private static IEnumerable<(string Name, string Path, string Description, bool Required, JsonElement Schema)> Properties(
        JsonElement schema, string above)
    {
        if (schema.ValueKind is not JsonValueKind.Object) yield break;
        if (schema.TryGetProperty("properties", out var properties))
        {
            var required = schema.TryGetProperty("required", out var r) ? r.EnumerateArray().Select(n => n.GetString()).ToHashSet() : [];
            foreach (var p in properties.EnumerateObject())
            {
                yield return (p.Name, above + p.Name, p.Value.TryGetProperty("description", out var d) ? d.GetString()! : "",
                    required.Contains(p.Name), p.Value);
                foreach (var inner in Properties(p.Value, $"{above}{p.Name}.")) yield return inner;
            }
        }

        foreach (var keyword in new[] { "items", "additionalProperties" })
            if (schema.TryGetProperty(keyword, out var of))
                foreach (var inner in Properties(of, above)) yield return inner;
    }

    private static IEnumerable<string> Unportable(JsonElement schema, bool top)
    {
        if (schema.ValueKind is not JsonValueKind.Object) yield break;
        if (top && !(schema.TryGetProperty("type", out var type) && type.ValueKind is JsonValueKind.String && type.ValueEquals("object")))
            yield return "the type is not object";
        foreach (var keyword in schema.EnumerateObject())
        {
            if (keyword.Name is "anyOf" or "oneOf" or "allOf" or "not" or "if" || keyword.Name.StartsWith('$')) yield return keyword.Name;
            if (keyword.Name is "type" && keyword.Value.ValueKind is not JsonValueKind.String) yield return "several types";
            IEnumerable<JsonElement> inner = keyword.Name switch
            {
                "properties" or "definitions" => keyword.Value.EnumerateObject().Select(p => p.Value),
                "items" or "additionalProperties" => [keyword.Value],
                _ => [],
            };
            foreach (var wrong in inner.SelectMany(i => Unportable(i, top: false))) yield return wrong;
        }
    }

    /// <summary>The words that make the difference, so that two ways to say the same are seen.</summary>
    private static IEnumerable<string> Meaning(string argument, string description) =>
        Word().Matches(description).Select(w => w.Value.ToLowerInvariant())
            .Except(["a", "an", "the", "of", "its", "this", "that", "these", "is", "are", "as", "like", "only", "those"])
            .Except(NameWord().Matches(argument).Select(w => w.Value.ToLowerInvariant())).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^\S.*[.}]$")]
    private static partial Regex DescribedWell();

    [GeneratedRegex(@"(?<![\w./])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w]|\.[a-z])")]
    private static partial Regex Tool();

    [GeneratedRegex(@"[\p{L}\p{N}*/$:\[\]-]+")]
    private static partial Regex Word();

    [GeneratedRegex("[A-Z]?[a-z0-9]+|[A-Z]+")]
    private static partial Regex NameWord();
}
