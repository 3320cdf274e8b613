using System.Text.Json;

namespace Infra;

/// <summary>What a tool answers with.</summary>
/// <param name="Value">A value that fits the tool's output schema.</param>
public sealed record ToolResult(JsonElement Value)
{
    /// <summary>What is shown beside the value: images, texts, links. Empty for most tools.</summary>
    public IReadOnlyList<ToolContent> Content { get; init; } = [];
}

/// <summary>A record that a <see cref="Tool{TIn,TOut}"/> returns implements this to answer with more than JSON.</summary>
public interface IHasContent
{
    /// <summary>What is shown beside the record's own JSON. Mark it <c>[JsonIgnore]</c>.</summary>
    IReadOnlyList<ToolContent> Content { get; }
}

/// <summary>Something in an answer besides its JSON.</summary>
public abstract record ToolContent
{
    private protected ToolContent() { }
}

/// <summary>A text that a person or model reads as it is: a template, a log.</summary>
/// <param name="Text">The text.</param>
public sealed record TextContent(string Text) : ToolContent;

/// <summary>A picture.</summary>
/// <param name="Data">The file's bytes.</param>
/// <param name="MediaType">For example <c>image/png</c>.</param>
public sealed record ImageContent(ReadOnlyMemory<byte> Data, string MediaType) : ToolContent;

/// <summary>A recording.</summary>
/// <param name="Data">The file's bytes.</param>
/// <param name="MediaType">For example <c>audio/wav</c>.</param>
public sealed record AudioContent(ReadOnlyMemory<byte> Data, string MediaType) : ToolContent;

/// <summary>A resource with its text, which the client need not read any more: a template, a policy.</summary>
/// <param name="Uri">Where it is.</param>
/// <param name="Text">What is in it.</param>
/// <param name="MediaType">For example <c>application/yaml</c>.</param>
public sealed record ResourceContent(string Uri, string Text, string MediaType) : ToolContent;

/// <summary>A resource that the client may read later.</summary>
/// <param name="Uri">Where.</param>
/// <param name="Name">A short name for people.</param>
public sealed record ResourceLinkContent(string Uri, string Name) : ToolContent
{
    /// <summary>What it is, in one sentence.</summary>
    public string? Description { get; init; }

    /// <summary>For example <c>application/yaml</c>.</summary>
    public string? MediaType { get; init; }
}
