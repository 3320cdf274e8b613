namespace Infra;

/// <summary>
/// What a module offers to start a piece of work with. A prompt is data and no code: a host shows and fills it without loading the plugin.
/// </summary>
public interface IHasPrompts
{
    /// <summary>All prompts of the module. Read at build as well.</summary>
    IReadOnlyList<Prompt> Prompts { get; }
}

/// <summary>
/// A prompt, which a person picks and a model then follows. In its texts <c>{name}</c> stands for the argument of that name; a line that
/// names an argument which was not given, or a tool that the caller may not call, is left out. A prompt is offered as long as half of the
/// lines that name tools are left.
/// </summary>
/// <param name="Name">Verb and noun in lower snake case, without the module's name: <c>review_network</c>.</param>
/// <param name="Title">For people.</param>
/// <param name="Description">What comes of it, in one sentence.</param>
/// <param name="Content">What is said, in order: texts, images, resources.</param>
public sealed record Prompt(string Name, string Title, string Description, IReadOnlyList<ToolContent> Content)
{
    /// <summary>What the person is asked for.</summary>
    public IReadOnlyList<PromptArgument> Arguments { get; init; } = [];
}

/// <summary>What a prompt asks for. Its values are completed like those of an argument of the same name of a tool.</summary>
/// <param name="Name">In camel case, for example <c>vpcId</c>.</param>
/// <param name="Description">What it is, and what holds when it is left out.</param>
/// <param name="Required">Whether it must be given.</param>
public sealed record PromptArgument(string Name, string Description, bool Required = false);
