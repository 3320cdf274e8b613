namespace Infra;

/// <summary>
/// On a property of a tool's input: a valid value, which an error shows where the given one has another form. No model is sent it.
/// </summary>
/// <param name="value">The value.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ExampleAttribute(string value) : Attribute
{
    /// <summary>The value.</summary>
    public string Value { get; } = value;
}
