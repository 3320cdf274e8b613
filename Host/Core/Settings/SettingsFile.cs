using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Core.Settings;

/// <summary>
/// The settings of a plugins.json that its schema has accepted. Read by hand, since a serializer that
/// learns these types takes a quarter of the time from start to the first answer.
/// </summary>
internal static class SettingsFile
{
    public static HostSettings Settings(JsonObject file) => new()
    {
        Mode = Kind(file["mode"]) ?? ToolKind.Read,
        Aws = Aws(Section(file, "aws")),
        Confirm = Confirm(Section(file, "confirm")),
        Pins = Pins(Section(file, "pins")),
        Log = Log(Section(file, "log")),
        Journal = Journal(Section(file, "journal")),
        Answers = Answers(Section(file, "answers")),
        State = State(Section(file, "state")),
        Http = Http(Section(file, "http")),
        Plugins = [.. file["plugins"]!.AsArray().Select(p => Plugin(p!.AsObject()))],
    };

    public static ToolKind? Kind(JsonNode? word) => Text(word) switch
    {
        null => null,
        "read" => ToolKind.Read,
        "write" => ToolKind.Write,
        _ => ToolKind.Destructive,
    };

    public static ConfirmFor? For(JsonNode? word) => Text(word) switch
    {
        null => null,
        "never" => ConfirmFor.Never,
        "writes" => ConfirmFor.Writes,
        _ => ConfirmFor.Destructive,
    };

    private static AwsSettings Aws(JsonObject? json) => json is null ? new() : new(
        Text(json["profile"]), Text(json["region"]), Text(json["endpointUrl"]), Texts(json["profiles"]), Text(json["roleArn"]),
        Flag(json["sessionPolicy"]) ?? false, Map(json["accounts"], value => Account(value!.AsObject())));

    private static AccountSettings Account(JsonObject json) => new(
        Text(json["profile"]), Text(json["roleArn"]), Text(json["externalId"]), Text(json["sessionName"]),
        Map(json["sessionTags"], value => Text(value)!), Text(json["mfaSerial"]),
        json["organization"] is { } own ? Organization(own.AsObject()) : null);

    private static OrganizationSettings Organization(JsonObject json) => new(
        Text(json["roleName"])!, Texts(json["units"]), Texts(json["names"]), Map(json["tags"], value => Text(value)!),
        Number(json["minutes"]) ?? 60);

    private static ConfirmSettings Confirm(JsonObject? json)
    {
        var usual = new ConfirmSettings();
        return json is null ? usual
            : new(For(json["for"]) ?? usual.For, Flag(json["person"]) ?? usual.Person, Number(json["minutes"]) ?? usual.Minutes);
    }

    private static PinSettings Pins(JsonObject? json) => json is null ? new() : new(
        Texts(json["accounts"]), Texts(json["regions"]), Map(json["onlyTagged"], value => Text(value)!),
        Number(json["creationsPerHour"]), Number(json["deletionsPerHour"]), Number(json["creations"]), Number(json["deletions"]));

    private static LogSettings Log(JsonObject? json)
    {
        var usual = new LogSettings();
        return json is null ? usual : new(Text(json["level"]) ?? usual.Level, Text(json["file"]));
    }

    private static JournalSettings Journal(JsonObject? json)
    {
        var usual = new JournalSettings();
        return json is null ? usual
            : new(Text(json["folder"]), Number(json["maxMegabytes"]) ?? usual.MaxMegabytes, Number(json["keepDays"]) ?? usual.KeepDays);
    }

    private static AnswerSettings Answers(JsonObject? json)
    {
        var usual = new AnswerSettings();
        return json is null ? usual
            : new(Number(json["maxCharacters"]) ?? usual.MaxCharacters,
            Number(json["defaultPageCharacters"]) ?? usual.DefaultPageCharacters);
    }

    private static StateSettings State(JsonObject? json) =>
        json is null ? new() : new(Text(json["table"]), Text(json["profile"]), Text(json["region"]), Text(json["endpointUrl"]));

    private static HttpSettings Http(JsonObject? json)
    {
        var usual = new HttpSettings();
        if (json is null) return usual;
        return new(
            Text(json["url"]), Text(json["publicUrl"]), Texts(json["hosts"]), Texts(json["origins"]), Text(json["certificate"]),
                Text(json["certificateKey"]),
            Texts(json["proxies"]), Text(json["sessions"]) is "hybrid", Text(json["tokens"]), Number(json["drainSeconds"])
                ?? usual.DrainSeconds)
        {
            Issuer = Section(json, "issuer") is { } issuer
                ? new(Text(issuer["url"])!, Text(issuer["audience"])!, Map(issuer["scopes"], value => Scope(value!.AsObject()))!,
                Text(issuer["clientId"]), Text(issuer["clientSecretFile"])) : null,
            Limits = Limits(Section(json, "limits")),
        };
    }

    private static ScopeSettings Scope(JsonObject json) =>
        new(Kind(json["mode"]) ?? ToolKind.Read, Texts(json["modules"]), Texts(json["profiles"]));

    private static HttpLimits Limits(JsonObject? json)
    {
        var usual = new HttpLimits();
        return json is null ? usual : new(
            Number(json["megabytes"]) ?? usual.Megabytes, Number(json["requests"]) ?? usual.Requests,
            Number(json["requestsPerCaller"]) ?? usual.RequestsPerCaller, Number(json["perMinute"]) ?? usual.PerMinute);
    }

    private static PluginSettings Plugin(JsonObject json) => new(
        Text(json["path"])!, Flag(json["enabled"]) ?? true, Map(json["modules"], value => Module(value!.AsObject())), Text(json["sha256"]),
        json["settings"] is { } own ? JsonElement.Parse(own.ToJsonString()) : default, Texts(json["reads"]),
        Text(json["files"]), Text(json["publicKey"]));

    private static ModuleSettings Module(JsonObject json) => new(
        Kind(json["mode"]), Flag(json["enabled"]) ?? true, Texts(json["allow"]), Texts(json["deny"]), Flag(json["secrets"]) ?? false,
        Flag(json["jobs"]) ?? false);

    private static JsonObject? Section(JsonObject file, string key) => file[key]?.AsObject();

    private static string? Text(JsonNode? value) => value?.GetValue<string>();

    private static bool? Flag(JsonNode? value) => value is null ? null : value.GetValueKind() is JsonValueKind.True;

    private static int? Number(JsonNode? value) => (int?)value?.GetValue<long>();

    private static IReadOnlyList<string>? Texts(JsonNode? value) => value is null ? null : [.. value.AsArray().Select(v => Text(v)!)];

    private static Dictionary<string, T>? Map<T>(JsonNode? value, Func<JsonNode?, T> read) where T : class
    {
        if (value is null) return null;
        Dictionary<string, T> map = [];
        foreach (var (name, its) in value.AsObject()) map[name] = read(its);
        return map;
    }
}
