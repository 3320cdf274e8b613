using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Infra;

namespace AcmeNamespace;

/// <summary>acmemodule_get_greeting.</summary>
public static class GetGreeting
{
    public sealed record Input
    {
        [Description("Whom to greet."), StringLength(50, MinimumLength = 1)]
        public required string Name { get; init; }
    }

    public sealed record Result(string Greeting);

    public static Tool Create(string greeting) => new Tool<Input, Result>
    {
        Name = "get_greeting",
        Description = "Greets somebody.",
        Kind = ToolKind.Read,
        Examples = ["Greet Ada."],
        Run = (input, _, _) => Task.FromResult(new Result($"{greeting}, {input.Name}!")),
    };
}
