using System.Text.Json.Serialization;

namespace Infra.Plugins.Conformance;

/// <summary>The tools that the official conformance suite of MCP asks a server for by name, as a plugin like any other.</summary>
public sealed class TestModule : IToolModule
{
    // A PNG of one red pixel, and a WAV of nothing.
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==");
    private static readonly byte[] Wav = Convert.FromBase64String("UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=");

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public string Name => "test";
    public string Description => "Fixtures of the conformance suite.";

    public sealed record Nothing;

    public sealed record Said(string Text) : IHasContent
    {
        [JsonIgnore]
        public IReadOnlyList<ToolContent> Content { get; init; } = [];
    }

    public IEnumerable<Tool> CreateTools(ModuleContext context) =>
    [
        Of("simple_text", _ => new("This is a simple text response for testing.")),
        Of("image_content", _ => new("An image.") { Content = [new ImageContent(Png, "image/png")] }),
        Of("audio_content", _ => new("A recording.") { Content = [new AudioContent(Wav, "audio/wav")] }),
        Of("embedded_resource", _ =>
            new("A resource.") { Content = [new ResourceContent("test://embedded-resource", "This is an embedded resource content.",
            "text/plain")] }),
        Of("multiple_content_types", _ => new("Multiple content types test:")
        {
            Content =
            [
                new ImageContent(Png, "image/png"),
                new ResourceContent("test://mixed-content-resource", """{"test":"data","value":123}""", "application/json"),
            ],
        }),
        Of("error_handling", Fail),
        Of("tool_with_logging", LogAsync),
        Of("logging_tool", LogAsync),
        Of("tool_with_progress", async call =>
        {
            foreach (var done in new[] { 0, 50, 100 })
            {
                call.Progress(new($"{done} of 100", done, 100));
                await Task.Delay(Pause);
            }

            return new("Reported three times.");
        }),
    ];

    private static Said Fail(ToolContext call) =>
        throw new ToolException(ToolErrorCode.Refused, "This tool intentionally returns an error for testing");

    private static async Task<Said> LogAsync(ToolContext call)
    {
        foreach (var text in new[] { "Tool execution started", "Tool processing data", "Tool execution completed" })
        {
            call.Log(text);
            await Task.Delay(Pause);
        }

        return new("Logged three times.");
    }

    private static Tool<Nothing, Said> Of(string name, Func<ToolContext, Said> run) => Of(name, call => Task.FromResult(run(call)));

    private static Tool<Nothing, Said> Of(string name, Func<ToolContext, Task<Said>> run) =>
        new()
        {
            Name = name,
            Description = $"Fixture {name} of the conformance suite.",
            Kind = ToolKind.Read,
            Run = (_, call, _) =>
            run(call)
        };
}
