namespace Infra;

/// <summary>
/// On a property of a tool's input: the act is the same whatever its value, as with waiting for the end. It is no part of what a
/// confirmation holds for.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OutsidePlanAttribute : Attribute;
