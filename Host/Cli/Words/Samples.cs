using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Infra.Core.Catalog;
using Infra.Core.Settings;

namespace Infra.Host.Cli.Words;

/// <summary>
/// Values for the examples of help texts: what the schema or the description gives for an example, else what AWS has of the form that the
/// argument's name tells, else a plain name. All of them pass the schema.
/// </summary>
internal static partial class Samples
{
    private const string Region = "eu-west-1", Here = $"{Region}:123456789012", Global = ":123456789012", Hex = "0a1b2c3d4e5f67890";

    // What the ids of EC2 begin with.
    private static readonly Dictionary<string, string> Prefixes = new()
    {
        ["instance"] = "i",
        ["volume"] = "vol",
        ["snapshot"] = "snap",
        ["image"] = "ami",
        ["launch-template"] = "lt",
        ["allocation"] = "eipalloc",
        ["vpc"] = "vpc",
        ["peer-vpc"] = "vpc",
        ["subnet"] = "subnet",
        ["group"] = "sg",
        ["rule"] = "sgr",
        ["route-table"] = "rtb",
        ["interface"] = "eni",
        ["gateway"] = "igw",
        ["endpoint"] = "vpce",
        ["prefix-list"] = "pl",
        ["acl"] = "acl",
        ["peering"] = "pcx",
        ["flow-log"] = "fl",
        ["deployment"] = "bgd",
    };

    // What has a UUID.
    private static readonly string[] Unique = ["command", "refactor", "health-check"];

    private static readonly Dictionary<string, string> Arns = new()
    {
        ["role"] = $"iam:{Global}:role/my-role",
        ["principal"] = $"iam:{Global}:role/my-role",
        ["policy"] = $"iam:{Global}:policy/my-policy",
        ["provider"] = $"iam:{Global}:oidc-provider/example.com",
        ["target-group"] = $"elasticloadbalancing:{Here}:targetgroup/my-targets/0a1b2c3d4e5f6789",
        ["listener"] = $"elasticloadbalancing:{Here}:listener/app/my-balancer/0a1b2c3d4e5f6789/1a2b3c4d5e6f7890",
        ["rule"] = $"elasticloadbalancing:{Here}:listener-rule/app/my-balancer/0a1b2c3d4e5f6789/1a2b3c4d5e6f7890/2a3b4c5d6e7f8901",
        ["source"] = $"sqs:{Here}:my-queue",
        ["destination"] = $"lambda:{Here}:function:my-function",
    };

    /// <summary>A value for an argument.</summary>
    /// <param name="option">The argument.</param>
    /// <param name="phrase">The command that it is of.</param>
    public static JsonNode? Of(ToolOption option, Phrase phrase) => option.IsList ? List(option.Schema, option.One, option.Name, phrase)
        : Of(option.One, option.Name, phrase);

    private static JsonNode? Of(JsonElement schema, string name, Phrase phrase)
    {
        if (schema.TryGetProperty("examples", out var examples) && examples.GetArrayLength() > 0)
            return JsonNode.Parse(examples[0].GetRawText());
        if (schema.TryGetProperty("enum", out var values)) return JsonNode.Parse(values[0].GetRawText());
        switch (schema.TryGetProperty("type", out var type) ? type.GetString() : null)
        {
            case "boolean": return true;
            case "integer" or "number":
                return Math.Max(1, Number(schema, "minimum") ?? 1);
            case "array": return List(schema, schema.GetProperty("items"), name, phrase);
            case "object" when schema.TryGetProperty("properties", out var properties):
                return new JsonObject(SchemaCheck.Required(schema)
                    .Select(r => KeyValuePair.Create(r, Of(properties.GetProperty(r), r, phrase))));
            case "object": return new JsonObject { ["key"] = "value" };
        }

        var description = schema.TryGetProperty("description", out var said) ? said.GetString() ?? "" : "";
        return Texts(description, Phrase.Kebab(name), phrase).First(t => t.StartsWith('@') || Fits(t, schema));
    }

    private static JsonArray List(JsonElement schema, JsonElement one, string name, Phrase phrase)
    {
        // What is said of a list is said of its items.
        if (schema.TryGetProperty("description", out var said) && JsonObject.Create(one) is { } copy
            && copy.TryAdd("description", said.GetString())) one = JsonElement.Parse(copy.ToJsonString());
        var item = Of(one, Singular(name), phrase);
        return [.. Enumerable.Range(1, Math.Max(1, Number(schema, "minItems") ?? 1)).Select(n =>
            n > 1 && item is JsonValue v && v.TryGetValue<string>(out var text)
                ? string.Create(CultureInfo.InvariantCulture, $"{text[..^1]}{n}") : item?.DeepClone())];
    }

    // What it could be, the best first; the last ones fit any pattern that is left.
    private static IEnumerable<string> Texts(string description, string name, Phrase phrase)
    {
        if (InFile().Match(description) is { Success: true } file) yield return $"@{file.Groups["file"].Value}";
        if (description.Contains("JSON", StringComparison.Ordinal)) yield return $"@{Stem(name)}.json";
        if (Like().Match(description) is { Success: true } like) yield return like.Groups["text"].Value;
        var (stem, last) = (Stem(name), name.Split('-')[^1]);
        if (description.Contains("CIDR", StringComparison.Ordinal) || last is "block") yield return "10.0.1.0/24";
        if (Path().Match(description) is { Success: true } path)
            yield return $"/tmp/my-{stem}{path.Groups["extension"].Value}";
        switch (last)
        {
            case "region": yield return Region; break;
            case "zone" when stem is "availability-zone": yield return $"{Region}a"; break;
            case "url": yield return "https://example.com"; break;
            case "command": yield return "uptime"; break;
            case "to": yield return "internet"; break;
            case "principal": yield return "events.amazonaws.com"; break;
            case "version":
                yield return "1";
                yield return "v1";
                break;
            case "arn":
                foreach (var arn in Arns.TryGetValue(stem, out var own) ? [own] : Arns.Values.Where(_ => stem == last))
                    yield return $"arn:aws:{arn}";
                break;
        }

        // RDS has names where others have ids.
        if (phrase.Module is not "rds" || stem is "subnet" or "deployment")
        {
            if (last is "id" or "from" or "target" && !Prefixes.ContainsKey(stem))
                stem = Prefixes.Keys.FirstOrDefault(k => Regex.IsMatch(description, $@"\b{k}\b", RegexOptions.IgnoreCase)) ?? stem;
            if (last is "id" or "from" or "target" && Prefixes.TryGetValue(stem, out var prefix)) yield return $"{prefix}-{Hex}";
        }

        if (last is "id" && Unique.Contains(stem)) yield return "0a1b2c3d-4e5f-6789-abcd-0123456789ab";
        var noun = phrase.Noun is "" ? phrase.Module : Singular(phrase.Noun.Split('-')[^1]);
        yield return $"my-{(stem is "name" or "id" or "arn" ? noun : stem)}";
        yield return "/my/path";
        yield return "Z0123456789ABCDEFGHI";
        yield return "AKIAIOSFODNN7EXAMPLE";
    }

    // "function-name" is of a function.
    private static string Stem(string name) => Regex.Replace(name, "-(?:id|name|arn|document|path|file)$", "");

    private static string Singular(string noun) => noun is [.. var one, 's'] && one.Length > 1 ? one : noun;

    private static bool Fits(string text, JsonElement schema) =>
        (!schema.TryGetProperty("pattern", out var pattern) || Regex.IsMatch(text, pattern.GetString()!, RegexOptions.CultureInvariant))
        && text.Length >= (Number(schema, "minLength") ?? 0) && text.Length <= (Number(schema, "maxLength") ?? int.MaxValue);

    private static int? Number(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var n) && n.TryGetInt32(out var number) ? number : null;

    // "Like ec2, vpc or elasticloadbalancing.", "Name or path, for example /shop/db/host."
    [GeneratedRegex(@"(?:^|[ ,(])(?:like|for example|such as) (?<text>(?:(?! or )[^;,])+?)\.?(?:[;,]| or |$)", RegexOptions.IgnoreCase)]
    private static partial Regex Like();

    // "As in id_ed25519.pub."
    [GeneratedRegex(@"^As in (?<file>[\w.-]+\w)\.?$")]
    private static partial Regex InFile();

    // "Path of an .xml file of the server."
    [GeneratedRegex(@"\bpath of an? (?:(?<extension>\.\w+) |\w+ )?file", RegexOptions.IgnoreCase)]
    private static partial Regex Path();
}
