using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Core.Answers;

/// <summary>
/// A place in a list over several targets: the targets before it are done, those after it are not begun. The cursor made of it keeps
/// no state in the server, holds no secret, and belongs to one query.
/// </summary>
/// <param name="Query">A digest of tool, arguments and the targets as the call named them.</param>
/// <param name="Target">Where it is: <see cref="KeyOf"/>.</param>
/// <param name="At">The place in that target's own list.</param>
/// <param name="Failed">How many targets before it failed, by code.</param>
internal sealed record TargetPlace(string Query, string Target, Place At, IReadOnlyDictionary<string, int> Failed)
{
    private const string Mark = "over";

    /// <summary>A target as places and orders have it.</summary>
    public static string KeyOf(AwsTarget target) => $"{target.Account ?? target.Profile}/{target.Region}";

    public string Write(string tool)
    {
        var failed = new JsonObject(Failed.OrderBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value)));
        return CursorText.Write(new JsonArray(tool, Mark, Query, Target, At.Skip, At.Cursor, At.Limit, failed));
    }

    /// <summary>The place of a cursor; null when it is no such cursor of this tool.</summary>
    public static TargetPlace? Read(string? text, string tool)
    {
        if (string.IsNullOrEmpty(text)) return null;
        try
        {
            var json = CursorText.Read(text);
            return json.ValueKind is JsonValueKind.Array && json.GetArrayLength() is 8 && json[0].ValueEquals(tool)
                && json[1].ValueEquals(Mark) && json[3].GetString() is { } target && target.Contains('/', StringComparison.Ordinal)
                && json[4].GetInt32() is >= 0 and var skip
                ? new(json[2].GetString()!, target,
                    new(json[5].GetString(), skip) { Limit = json[6].ValueKind is JsonValueKind.Null ? null : json[6].GetInt32() },
                    json[7].EnumerateObject().ToDictionary(f => f.Name, f => f.Value.GetInt32()))
                : null;
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
