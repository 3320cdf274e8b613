namespace Infra;

/// <summary>
/// On a text of a tool's result: where the result is read as a resource, this text is its contents, and not the JSON around it. For what is
/// a file by itself: a template, an object.
/// </summary>
/// <param name="mediaType">What the text is, for example <c>application/yaml</c>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ResourceTextAttribute(string mediaType) : Attribute
{
    /// <summary>What the text is.</summary>
    public string MediaType => mediaType;
}
