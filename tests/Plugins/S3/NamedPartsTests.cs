using Infra.Aws;

namespace Infra.Plugins.S3;

public sealed class NamedPartsTests
{
    private static readonly NamedParts<Part> Parts = new("kind of part", p => p.Id, p => $"{p.Id} {p.Text}");

    private static readonly Part[] Now = [new("a", "old"), new("b", "stays"), new("c", "goes")];

    [Fact]
    public void What_is_named_is_replaced_removed_or_added_and_the_rest_stays_in_its_order()
    {
        var next = Parts.Merge("web", Now, [new("d", "new"), new("a", "other")], ["c"]);

        Assert.Equal(["a other", "b stays", "d new"], next.Select(p => $"{p.Id} {p.Text}"));
        Assert.Same(Now[1], next[1]);
    }

    [Fact]
    public void A_plan_tells_what_becomes_of_each()
    {
        var plan = new PlanBuilder("Change parts.");
        Parts.Compare(plan, "web", Now, Parts.Merge("web", Now, [new("d", "new"), new("a", "other")], ["c"]), "for good");

        Assert.Equal(
        [
            (ChangeKind.Change, "web", "a other", null), (ChangeKind.None, "part b stays", null, null),
            (ChangeKind.Delete, "part c goes", null, "for good"), (ChangeKind.Create, "part d new", null, null),
        ], plan.Build().Changes.Select(c => (c.Kind, c.Resource, c.To, c.Note)));
    }

    // S3 has one of each id, so one of the two was lost without a word.
    [Theory]
    [InlineData("a,a", "")]
    [InlineData("new,new", "")]
    [InlineData("a", "a")]
    [InlineData("", "b,b")]
    public void One_that_is_named_twice_is_refused(string set, string removeIds)
    {
        var refused = Assert.Throws<ToolException>(() =>
            Parts.Merge("web", Now, [.. Ids(set).Select(i => new Part(i, ""))], Ids(removeIds)));

        Assert.Equal(ToolErrorCode.InvalidInput, refused.Code);
        Assert.EndsWith("is named twice.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_not_there_cannot_be_removed()
    {
        var refused = Assert.Throws<ToolException>(() => Parts.Merge("web", Now, [], ["none"]));

        Assert.Equal((ToolErrorCode.NotFound, "s3_get_bucket shows the parts."), (refused.Code, refused.Hint));
        Assert.StartsWith("The kind of part none of web", refused.Message, StringComparison.Ordinal);
    }

    private static string[] Ids(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private sealed record Part(string? Id, string Text);
}
