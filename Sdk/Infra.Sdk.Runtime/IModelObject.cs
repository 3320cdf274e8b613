namespace Infra.Sdk;

/// <summary>
/// How the engine reads and fills a generated class: by the position of a member in the table, without reflection.
/// Generated classes implement it explicitly, so that it does not show among their members.
/// </summary>
public interface IModelObject
{
    /// <summary>The value of a member, or null if it is not set.</summary>
    object? GetMember(int index);

    /// <summary>Sets a member to a value of its own type.</summary>
    void SetMember(int index, object? value);
}
