namespace Infra.Core.Calls;

public class GarbageTests
{
    [Fact]
    public void The_youngest_generation_is_collected_when_calls_left_much_behind()
    {
        var garbage = new Garbage();
        for (var kept = 0; kept < 17 << 20;) kept += new byte[1 << 10].Length;
        var before = GC.CollectionCount(0);

        garbage.Bound();

        Assert.True(GC.CollectionCount(0) > before);
    }
}
