using System.Text.Json.Serialization;

namespace Infra.Plugins.Conformance;

/// <summary>
/// The tools, resources and prompts that the official conformance suite of MCP asks a server for by name, as a plugin like any other.
/// </summary>
public sealed class TestModule : IToolModule, IHasPrompts
{
    // A PNG of one red pixel, and a WAV of nothing.
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==");
    private static readonly byte[] Wav = Convert.FromBase64String("UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=");

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public string Name => "test";
    public string Description => "Fixtures of the conformance suite.";

    public sealed record Nothing;

    public sealed record OfTemplate
    {
        public required string Id { get; init; }
    }

    public sealed record Said(string Text) : IHasContent
    {
        [JsonIgnore]
        public IReadOnlyList<ToolContent> Content { get; init; } = [];
    }

    public IReadOnlyList<Prompt> Prompts { get; } =
    [
        new("simple_prompt", "Simple", "Fixture without arguments.", [new TextContent("This is a simple prompt for testing.")]),
        new("prompt_with_arguments", "Arguments", "Fixture with arguments.",
            [new TextContent("Prompt with arguments: arg1='{arg1}', arg2='{arg2}'")])
        {
            Arguments = [new("arg1", "The first.", Required: true), new("arg2", "The second.", Required: true)],
        },
        new("prompt_with_embedded_resource", "Resource", "Fixture with a resource.",
            [
                new ResourceContent("{resourceUri}", "Embedded resource content for testing.", "text/plain"),
                new TextContent("Please process the embedded resource above."),
            ])
        {
            Arguments = [new("resourceUri", "Its URI.", Required: true)],
        },
        new("prompt_with_image", "Image", "Fixture with an image.",
            [new ImageContent(Png, "image/png"), new TextContent("Please analyze the image above.")]),
    ];

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
        .. Asking.Tools,
        Resource("static_text", "test://static-text", new ResourceContent("test://static-text",
            "This is the content of the static text resource.", "text/plain")),
        Resource("static_binary", "test://static-binary", new ImageContent(Png, "image/png")),
        Resource("watched_resource", "test://watched-resource", new ResourceContent("test://watched-resource",
            "This resource can be watched.", "text/plain")),
        new Tool<OfTemplate, Said>
        {
            Name = "template_data",
            Description = "Fixture of a resource template.",
            Kind = ToolKind.Read,
            Resource = "test://template/{id}/data",
            Run = (input, _, _) => Task.FromResult(new Said("Data.")
            {
                Content = [new ResourceContent($"test://template/{input.Id}/data",
                    $$"""{"id":"{{input.Id}}","templateTest":true,"data":"Data for ID: {{input.Id}}"}""", "application/json")],
            }),
        },
    ];

    private static Tool<Nothing, Said> Resource(string name, string uri, ToolContent content) => new()
    {
        Name = name,
        Description = $"Fixture {uri} of the conformance suite.",
        Kind = ToolKind.Read,
        Resource = uri,
        Run = (_, _, _) => Task.FromResult(new Said("A resource.") { Content = [content] }),
    };

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
