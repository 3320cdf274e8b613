using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core.Answers;
using Infra.Core.Calls;
using Infra.Core.Policy;
using Infra.Core.Settings;
using Infra.Manifest;

namespace Infra.Core.Catalog;

/// <summary>A tool of an installed plugin, as this server's configuration lets it be used.</summary>
internal sealed class CatalogTool(Plugin plugin, string module, ToolManifest manifest, ToolKind mode, HostSettings settings)
{
    private const string OutsidePlanKeyword = "x-outside-plan";
    private const string LocalFileKeyword = "x-local-file";
    private const string FromPersonKeyword = "x-from-person";

    private JsonElement? input;
    private JsonElement? listed;
    private JsonElement? output;

    // What a call is checked for all the same, and an error names; read with every request to a model, it would cost a fifth of the list.
    private static readonly string[] Unlisted = [OutsidePlanKeyword, LocalFileKeyword, "examples", "pattern", "format", "minimum",
        "maximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"];

    public string Name => manifest.Name;
    public string Module => module;
    public Plugin Plugin => plugin;
    public ToolManifest Manifest => manifest;
    public ToolKind Kind => manifest.Kind;

    /// <summary>The mode of its module.</summary>
    public ToolKind Mode => mode;

    /// <summary>Why a client may not call it; null when it may.</summary>
    public string? Refusal { get; init; }

    /// <summary>The only regions to which its requests may go; null for all.</summary>
    public IReadOnlyList<string>? PinnedRegions => settings.Pins.Regions is { Count: > 0 } pinned ? pinned : null;

    /// <summary>The IAM actions that the configuration takes for reads where the guard's lists say nothing.</summary>
    public IReadOnlyList<string> Reads { get; init; } = plugin?.Settings.Reads ?? [];

    /// <summary>Whether its module keeps rows, of whatever account they are.</summary>
    public bool HoldsRows => plugin?.Manifest.Modules.Any(m => m.Name == module && m.HasRowStore) is true;

    public bool CallsAws => manifest.IamActions.Count > 0;

    /// <summary>What other tools are told of it.</summary>
    public ToolStatus Status => field ??= new(
        // IAM itself can be asked about names only.
        Name, Kind, [.. manifest.IamActions.Select(a => IamAction.Parse(a).Name).Distinct()], [.. Properties.Select(p => p.Name)])
    {
        Global = !IsRegional,
        Required = Required,
    };

    /// <summary>Whether a call goes to one region of several.</summary>
    public bool IsRegional => CallsAws && !manifest.Global;

    /// <summary>
    /// Whether a call goes to exactly one account and region: what writes, returns a secret, or answers with something of its own named
    /// like a page's parts.
    /// </summary>
    public bool TakesOneTarget => Kind > ToolKind.Read || manifest.Secret || !IsPage && Results.Any(p => p.Name is "items" or "missing");

    /// <summary>
    /// Whether a call may name an account: unless the tool, made before there was such an argument, has one of this name itself.
    /// </summary>
    public bool TakesAccount => CallsAws && Properties.All(p => p.Name is not HostArguments.AccountName);

    /// <summary>The arguments that a call must have.</summary>
    public IReadOnlyList<string> Required => SchemaCheck.Required(manifest.InputSchema);

    /// <summary>Whether it takes tags for what it creates or changes.</summary>
    public bool TakesTags => Properties.Any(p => p.Name is "tags");

    /// <summary>The arguments that make no other act: <see cref="OutsidePlanAttribute"/>.</summary>
    public IEnumerable<string> OutsidePlan => Properties.Where(p => p.Value.TryGetProperty(OutsidePlanKeyword, out _)).Select(p => p.Name);

    /// <summary>The arguments that name a file of this machine: <see cref="LocalFileAttribute"/>.</summary>
    public IEnumerable<string> LocalFiles => Properties.Where(p => p.Value.TryGetProperty(LocalFileKeyword, out _)).Select(p => p.Name);

    /// <summary>
    /// Whether it is nothing without a file of this machine: it needs an argument that names one, or takes one inside of another argument,
    /// where nobody would look for it.
    /// </summary>
    public bool NeedsLocalFile => LocalFiles.Intersect(Required).Any()
        || manifest.InputSchema.GetRawText().Split($"\"{LocalFileKeyword}\"").Length - 1 > LocalFiles.Count();

    /// <summary>The arguments that only a person at a terminal gives: <see cref="FromPersonAttribute"/>.</summary>
    public IEnumerable<string> FromPerson => Properties.Where(p => IsFromPerson(p.Value)).Select(p => p.Name);

    /// <summary>Whether it is shown to a caller who is not on this machine.</summary>
    public bool IsRemote { get; private init; }

    /// <summary>What it says of itself to a model, without pointers to tools that are not offered.</summary>
    public string Description { get; set; } = manifest.Description;

    /// <summary>Whether the configuration wants its plan to be confirmed.</summary>
    public bool NeedsConfirmation => settings.Confirm.For switch
    {
        ConfirmFor.Writes => Kind > ToolKind.Read,
        // A person who must agree needs a plan to agree to.
        ConfirmFor.Destructive => Kind is ToolKind.Destructive || Manifest.Person && settings.Confirm.Person is not false,
        _ => false,
    };

    /// <summary>The arguments as a client sees them: the tool's own and those that the host takes.</summary>
    public JsonElement InputSchema => input ??= WithHostArguments();

    /// <summary>
    /// The arguments as they are listed: without the bounds that only an error needs to name, and without descriptions that only say
    /// the name of the argument or of the tool again (docs/decisions/0008-short-listing.md).
    /// </summary>
    public JsonElement ListedSchema => listed ??= JsonSerializer.SerializeToElement(
        Short(WithoutFromPerson(JsonObject.Create(InputSchema)!), [.. Name.Split('_').Skip(1).Select(Singular), "name"]),
        HostJson.Default.JsonObject);

    /// <summary>
    /// The result as a client sees it. A tool that writes answers with a plan or with a result, so both have a place in one schema;
    /// what a read returns may be cut to size, which it then says.
    /// </summary>
    public JsonElement OutputSchema => output ??= WithHostResults();

    /// <summary>Whether it answers with a <see cref="Page{T}"/>.</summary>
    public bool IsPage => manifest.OutputSchema.TryGetProperty("properties", out var p) && p.TryGetProperty("items", out _)
        && p.TryGetProperty("complete", out _) && p.TryGetProperty("nextCursor", out _);

    /// <summary>The tool as a caller with a grant sees it.</summary>
    public CatalogTool Narrow(HostSettings narrower, ToolKind lower, string? refusal) =>
        new(plugin, module, manifest, lower, narrower) { Refusal = refusal, IsRemote = true };

    /// <summary>Whether an argument of this schema is one that only a person at a terminal gives.</summary>
    public static bool IsFromPerson(JsonElement schema) => schema.TryGetProperty(FromPersonKeyword, out _);

    private IEnumerable<JsonProperty> Results =>
        manifest.OutputSchema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject() : [];

    private IEnumerable<JsonProperty> Properties =>
        manifest.InputSchema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject() : [];

    private JsonObject WithoutFromPerson(JsonObject schema)
    {
        foreach (var name in FromPerson) schema["properties"]!.AsObject().Remove(name);
        return schema;
    }

    private static JsonObject Short(JsonObject schema, HashSet<string> said)
    {
        foreach (var bound in Unlisted) schema.Remove(bound);
        // False and empty go without saying.
        if (schema["default"] is { } start && start.ToJsonString() is "false" or "\"\"" or "[]" or "{}") schema.Remove("default");
        if (schema["properties"] is JsonObject properties)
        {
            foreach (var (name, property) in properties)
            {
                if (property is not JsonObject its) continue;
                Short(its, said);
                // Without a limit a page ends where an answer does, so its default says little.
                if (name is "limit") its.Remove("default");
                if (its["description"]?.GetValue<string>() is not { } text) continue;
                if (SaysNothingNew(text, name, said)) its.Remove("description");
                else if (text.EndsWith('.') && !text.EndsWith("..", StringComparison.Ordinal)) its["description"] = text[..^1];
            }
        }

        foreach (var inner in new[] { "items", "additionalProperties" })
            if (schema[inner] is JsonObject its) Short(its, said);
        return schema;
    }

    /// <summary>Whether all words of a description are in the name of the property, or among those that the tool's own name says.</summary>
    private static bool SaysNothingNew(string description, string property, HashSet<string> said)
    {
        // What means the same in many tools stands in the server's instructions once: pages, tags, times, and what a dry run is.
        if ((property, description) is ("limit", "Most items.") or ("cursor", "Last nextCursor.")
            or ("tags", "All; empty matches any.") or ("name", "Name tag; * matches any text.")
            or ("from", "Start: 3h or 2d ago, or 2026-01-31T08:00Z.") or ("to", "End, like from; default now.")
            or (HostArguments.DryRunName, HostArguments.DryRunText) or (HostArguments.RegionName, HostArguments.RegionText)
            or (HostArguments.AccountName, HostArguments.AccountText)) return true;
        // By hand, since it is done for each argument of each tool before the first answer.
        var own = NameWords(property);
        var any = false;
        for (var i = 0; i < description.Length; i++)
        {
            var start = i;
            while (i < description.Length && (char.IsLetterOrDigit(description[i]) || description[i] is '*' or '/' or '$' or '-')) i++;
            if (i == start) continue;
            var word = Singular(description[start..i]);
            if (!own.Contains(word) && !said.Contains(word)) return false;
            any = true;
        }

        return any;
    }

    private static List<string> NameWords(string property)
    {
        List<string> words = [];
        for (var (start, i) = (0, 1); i <= property.Length; i++)
        {
            if (i < property.Length && !(char.IsUpper(property[i]) && !char.IsUpper(property[i - 1]))) continue;
            words.Add(Singular(property[start..i]));
            start = i;
        }

        return words;
    }

    private static string Singular(string word) => word.ToLowerInvariant().TrimEnd('s');

    private JsonElement WithHostArguments()
    {
        var schema = JsonObject.Create(manifest.InputSchema)!;
        if (schema["properties"] is not JsonObject properties) schema["properties"] = properties = [];
        if (IsRemote)
            foreach (var file in LocalFiles) properties.Remove(file);
        var profiles = settings.Aws.Profiles is { Count: > 0 } more
            ? settings.Aws.Profile is { } own ? [own, .. more.Where(p => p != own)] : more
            : null;
        HostArguments.AddTo(properties, this, settings.Pins.Regions, profiles, settings.Aws.HasAccounts);
        return JsonSerializer.SerializeToElement(schema, HostJson.Default.JsonObject);
    }

    private JsonElement WithHostResults()
    {
        var own = JsonObject.Create(manifest.OutputSchema)!;
        if (Kind is ToolKind.Read)
        {
            if (own["properties"] is not JsonObject properties) own["properties"] = properties = [];
            properties["redacted"] = new JsonObject { ["type"] = "integer" };
            if (!IsPage) properties["truncated"] = Texts();
            if (CallsAws && !TakesOneTarget) OverTargets(own, properties);
            return JsonSerializer.SerializeToElement(own, HostJson.Default.JsonObject);
        }

        return JsonSerializer.SerializeToElement(new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["result"] = own,
                ["plan"] = PlanText.Schema,
                ["confirm"] = new JsonObject { ["type"] = "string" },
                ["next"] = new JsonObject { ["type"] = "string" },
                ["redacted"] = new JsonObject { ["type"] = "integer" },
                ["truncated"] = Texts(),
            },
        }, HostJson.Default.JsonObject);

        // Over several targets the answer has an item for each, or rows that say where they are, and tells what is missing.
        void OverTargets(JsonObject schema, JsonObject properties)
        {
            properties["missing"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "object" } };
            if (IsPage) return;
            properties["items"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "object" } };
            properties["complete"] = new JsonObject { ["type"] = "boolean" };
            schema.Remove("required");
        }

        static JsonObject Texts() => new() { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } };
    }
}
