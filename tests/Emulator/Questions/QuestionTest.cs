using System.Text.Json;

namespace Infra.Emulator.Questions;

/// <summary>
/// A question as an engineer asks it. <see cref="EmulatorTest.CallAsync"/> and its like set the scene, with things in it that are not the
/// answer; <see cref="AskAsync"/> and <see cref="AskPlanAsync"/> answer the question, in at most <see cref="MostCalls"/> calls of default
/// size, none of which is cut.
/// </summary>
[Collection(EmulatorFixture.Questions)]
public abstract class QuestionTest(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    private const int MostCalls = 4;
    private const int MostCharacters = 20_000;

    private readonly List<string> asked = [];
    private string? image;

    /// <summary>A call that helps to answer the question.</summary>
    protected async Task<JsonElement> AskAsync(string tool, object? arguments = null)
    {
        var given = JsonSerializer.SerializeToElement(arguments ?? new { }, JsonSerializerOptions.Web);
        Assert.False(given.TryGetProperty("limit", out _) || given.TryGetProperty("cursor", out _),
            "An answer has the default size, and one page.");
        asked.Add(tool);
        Assert.True(asked.Count <= MostCalls, $"The question took more than {MostCalls} calls: {string.Join(", ", asked)}.");

        var answer = await AnswerAsync(tool, given);
        var text = TextOf(answer);
        Assert.True(text.Length <= MostCharacters, $"{tool} answered with {text.Length} characters.");
        var json = answer.StructuredContent!.Value;
        Assert.False(json.TryGetProperty("truncated", out var cut), $"{tool} was cut: {cut}");
        Assert.False(json.TryGetProperty("complete", out var complete) && !complete.GetBoolean(), $"{tool} has more than it told: {text}");
        return json;
    }

    /// <summary>The plan of a tool that writes, as a call that helps to answer the question.</summary>
    protected async Task<JsonElement> AskPlanAsync(string tool, object arguments)
    {
        var dry = JsonSerializer.SerializeToNode(arguments, JsonSerializerOptions.Web)!.AsObject();
        dry["dryRun"] = true;
        return (await AskAsync(tool, dry)).GetProperty("plan");
    }

    /// <summary>A running instance, or the first of several.</summary>
    protected async Task<string> LaunchAsync(string name, string subnetId, string[]? securityGroupIds = null, bool? publicIp = null,
        int count = 1, object? tags = null)
    {
        image ??= Id(Rows(await CallAsync("ec2_list_images",
            new { owners = new[] { "amazon" }, name = "amzn2-ami-hvm*", architecture = "x86_64" }))[0]);
        var arguments = new Dictionary<string, object>
        {
            ["imageId"] = image,
            ["instanceType"] = "t3.micro",
            ["name"] = name,
            ["subnetId"] = subnetId,
            ["securityGroupIds"] = securityGroupIds ?? [],
            ["count"] = count,
            ["tags"] = tags ?? new { }
        };
        // The emulator forgets the groups of an instance for which a public address is asked or refused.
        if (publicIp is { } isPublic) arguments["publicIp"] = isPublic;
        var launched = await CallAsync("ec2_run_instances", arguments);
        return Id(launched.GetProperty("instances")[0]);
    }

    /// <summary>The rows of a page.</summary>
    protected static IReadOnlyList<JsonElement> Rows(JsonElement page) => [.. page.GetProperty("items").EnumerateArray()];

    /// <summary>The row or entry with this value.</summary>
    protected static JsonElement With(JsonElement array, string property, string value) =>
        array.EnumerateArray().Single(e => Text(e, property) == value);

    /// <summary>A text; null where it is absent.</summary>
    protected static string? Text(JsonElement json, string property) =>
        json.TryGetProperty(property, out var value) ? value.GetString() : null;

    protected static string Id(JsonElement json) => Text(json, "id")!;

    protected static IReadOnlyList<string> Texts(JsonElement array) => [.. array.EnumerateArray().Select(t => t.GetString()!)];
}
