namespace Infra.Plugins;

public sealed class ToolSchemaTests
{
    [Fact]
    public void An_abstract_input_is_refused_with_what_to_write_in_its_place() => Assert.Equal(
        "Infra.PageInput is abstract and cannot be a tool's input; derive a record from it: public sealed record Input : PageInput;",
        Assert.Throws<InvalidOperationException>(() => ToolSchema.Of(typeof(PageInput), isInput: true)).Message);
}
