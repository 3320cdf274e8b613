using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Infra.Core.Answers;
using Infra.Core.Calls;
using Infra.Core.Catalog;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Infra.Core.Targets;

namespace Infra.Core.Offers;

/// <summary>What a resource holds: a text or bytes.</summary>
internal sealed record ResourcePart(string Uri, string MediaType, string? Text, ReadOnlyMemory<byte> Data = default);

/// <summary>
/// The resources that a caller may read. Reading one is a call of its tool, with all that the host does for a call: grant, mode, guard,
/// redaction, size and journal.
/// </summary>
/// <param name="calls">Makes the calls.</param>
/// <param name="settings">How long an answer may be.</param>
internal sealed partial class Resources(ToolCaller calls, AnswerSettings settings)
{
    /// <summary>The settings in force, as far as they hold for whoever reads them.</summary>
    public const string Configuration = "infra://configuration";

    private const string Json = "application/json";
    private const int LongestUri = 8192;

    /// <summary>Finds what a URI names.</summary>
    /// <param name="offered">What the caller is offered.</param>
    /// <param name="uri">The URI.</param>
    /// <returns>The resource with its variables; null when there is none.</returns>
    public static (ToolResource Resource, IReadOnlyDictionary<string, string> Values)? Find(IReadOnlyList<ToolResource> offered, string uri)
    {
        if (uri.Length > LongestUri) return null;
        foreach (var resource in offered)
            if (resource.Template.Match(uri) is { } values) return (resource, values);
        return null;
    }

    /// <summary>Reads one.</summary>
    /// <param name="catalog">The catalog as the caller sees it.</param>
    /// <param name="offered">What the caller is offered.</param>
    /// <param name="uri">Its URI.</param>
    /// <param name="caller">Who reads.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="ToolException">There is no such resource, or it cannot be read.</exception>
    public async Task<IReadOnlyList<ResourcePart>> ReadAsync(PluginCatalog catalog, IReadOnlyList<ToolResource> offered, string uri,
        Caller caller, CancellationToken cancellation)
    {
        if (uri == Configuration) return [new(uri, Json, AnswerSize.CutToSize(InForce(catalog), settings.MaxCharacters))];
        if (Find(offered, uri) is not var (resource, values))
            throw new ToolException(ToolErrorCode.NotFound, $"There is no resource '{Visible.Line(uri)}'.",
                "resources/templates/list has the forms that this server reads.");
        var arguments = resource.Arguments(values);
        if (resource.IsAws) caller = Aim(arguments, resource.Tool, values, catalog.Settings, caller);
        var given = JsonSerializer.SerializeToElement(arguments, HostJson.Default.JsonObject);
        var answer = await calls.CallAsync(resource.Tool.Name, given, caller, cancellation).ConfigureAwait(false);
        return answer.Failure is { } failure ? throw failure : Parts(resource, uri, values, answer);
    }

    // Says in the arguments where the call goes. What the URI calls by a number is held against whose the credentials are.
    private static Caller Aim(JsonObject arguments, CatalogTool tool, IReadOnlyDictionary<string, string> values, HostSettings settings,
        Caller caller)
    {
        if (values.GetValueOrDefault(ToolResource.RegionVariable) is { } region and not ToolResource.Default)
            arguments[HostArguments.RegionName] = One("region", region);
        var account = values[ToolResource.AccountVariable];
        if (account is ToolResource.Default) return caller;
        if (settings.Aws.HasAccounts && tool.TakesAccount) arguments[HostArguments.AccountName] = One("account", account);
        else if (settings.Aws.Profiles?.Contains(account) is true) arguments[HostArguments.ProfileName] = account;
        else if (AccountId().IsMatch(account)) return caller with { Account = account };
        else if (settings.Aws.Profile != account)
            throw new ToolException(ToolErrorCode.NotFound, $"There is no account '{Visible.Line(account)}'.",
                $"Use {ToolResource.Default}, the twelve digits of the account, or a configured profile.");
        return caller;
    }

    private static string One(string what, string name) => TargetNames.IsOne(name) ? name
        : throw ToolException.InvalidInput($"A resource is in one {what}; got '{Visible.Line(name)}'.", $"Call the tool for several.");

    private static List<ResourcePart> Parts(ToolResource resource, string uri, IReadOnlyDictionary<string, string> values, Answer answer)
    {
        List<ResourcePart> beside = [.. answer.Content.Select(c => Part(uri, c)).OfType<ResourcePart>()];
        // Whoever gives a tool an address of its own says with its content what is there.
        if (!resource.IsAws && beside.Count > 0) return beside;
        if (TextOf(resource.Tool) is not var (name, mediaType) || answer.Json[name]?.GetValue<string>() is not { } text)
            return [new(uri, Json, answer.Text), .. beside];
        List<ResourcePart> parts = [new(uri, mediaType, text)];
        // A text does not say by itself that there is more of it.
        var about = new JsonObject();
        foreach (var said in new[] { "note", "truncated", "redacted" })
            if (answer.Json[said] is { } value) about[said] = value.DeepClone();
        if (answer.Json["nextOffset"] is { } offset && resource.Template.Optional.Contains("offset"))
            about["next"] = resource.Template.Fill(new Dictionary<string, string>(values) { ["offset"] = offset.ToJsonString() });
        if (about.Count > 0) parts.Add(new($"{uri}#about", Json, HostJson.Text(about)));
        parts.AddRange(beside);
        return parts;
    }

    // The text that is the resource, of a tool whose result has one.
    private static (string Name, string MediaType)? TextOf(CatalogTool tool)
    {
        if (!tool.Manifest.OutputSchema.TryGetProperty("properties", out var properties)) return null;
        foreach (var property in properties.EnumerateObject())
            if (property.Value.TryGetProperty("contentMediaType", out var type)) return (property.Name, type.GetString()!);
        return null;
    }

    private static ResourcePart? Part(string uri, ToolContent content) => content switch
    {
        TextContent text => new(uri, "text/plain", text.Text),
        ResourceContent resource => new(uri, resource.MediaType, resource.Text),
        ImageContent image => new(uri, image.MediaType, null, image.Data),
        AudioContent audio => new(uri, audio.MediaType, null, audio.Data),
        _ => null,
    };

    // No paths, addresses or tokens of the server: what a caller may know is what decides over its calls.
    private static JsonObject InForce(PluginCatalog catalog)
    {
        var (settings, all) = (catalog.Settings, catalog.Offered);
        var json = new JsonObject
        {
            ["version"] = HostView.Version,
            ["mode"] = PluginCatalog.Word(settings.Mode),
            ["modules"] = new JsonArray([.. catalog.Modules.Select(m => new JsonObject
            {
                ["name"] = m.Name, ["mode"] = PluginCatalog.Word(m.Mode), ["tools"] = all.Count(t => t.Module == m.Name),
            })]),
            ["aws"] = Without(new()
            {
                ["profile"] = settings.Aws.Profile,
                ["region"] = settings.Aws.Region,
                ["profiles"] = Texts(settings.Aws.Profiles),
                ["accounts"] = settings.Aws.HasAccounts ? Texts(settings.Aws.Accounts?.Keys) : null,
            }),
            ["confirm"] = Without(new()
            {
                ["for"] = settings.Confirm.For.ToString().ToLowerInvariant(),
                ["person"] = settings.Confirm.Person,
                ["minutes"] = settings.Confirm.Minutes,
            }),
            ["pins"] = Without(new()
            {
                ["accounts"] = Texts(settings.Pins.Accounts),
                ["regions"] = Texts(settings.Pins.Regions),
                ["onlyTagged"] = settings.Pins.OnlyTagged is { } tags
                    ? new JsonObject(tags.Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value))) : null,
                ["creationsPerHour"] = settings.Pins.CreationsPerHour,
                ["deletionsPerHour"] = settings.Pins.DeletionsPerHour,
                ["creations"] = settings.Pins.Creations,
                ["deletions"] = settings.Pins.Deletions,
            }),
            ["answers"] = new JsonObject
            {
                ["maxCharacters"] = settings.Answers.MaxCharacters,
                ["defaultPageCharacters"] = settings.Answers.DefaultPageCharacters,
            },
            ["problems"] = catalog.Problems.Count > 0 ? Texts(catalog.Problems) : null,
        };
        return Redactor.Result(Without(json), out _)!.AsObject();
    }

    private static JsonArray? Texts(IEnumerable<string>? texts) => texts is null ? null : [.. texts.Select(t => JsonValue.Create(t))];

    private static JsonObject Without(JsonObject json)
    {
        foreach (var empty in json.Where(p => p.Value is null or JsonArray { Count: 0 }).Select(p => p.Key).ToList()) json.Remove(empty);
        return json;
    }

    [GeneratedRegex("^[0-9]{12}$", RegexOptions.CultureInvariant)]
    private static partial Regex AccountId();
}
