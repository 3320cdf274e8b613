using Infra.Core.Safety;

namespace Infra.Core.State;

public sealed class SharedStateTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("infra-test-").FullName;
    private readonly Clock clock = new() { Now = DateTimeOffset.UtcNow };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private ISharedState Of(string kind) => kind == "memory" ? new MemoryState(clock) : new FileState(Path.Combine(folder, "state"), clock);

    [Theory]
    [InlineData("memory")]
    [InlineData("files")]
    public async Task A_text_is_replaced_only_while_it_is_what_it_was(string kind)
    {
        var state = Of(kind);
        var later = clock.Now.AddMinutes(5);

        Assert.True(await state.SwapAsync("code/A", null, "1", later, default));
        Assert.False(await state.SwapAsync("code/A", null, "2", later, default));
        Assert.False(await state.SwapAsync("code/A", "0", "2", later, default));
        Assert.True(await state.SwapAsync("code/A", "1", "2\nlines", later, default));
        Assert.Equal("2\nlines", await state.FindAsync("code/A", default));
        Assert.Null(await state.FindAsync("code/B", default));
        Assert.True(await state.SwapAsync("code/A", "2\nlines", null, default, default));
        Assert.Null(await state.FindAsync("code/A", default));
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("files")]
    public async Task What_has_expired_is_not_there(string kind)
    {
        var state = Of(kind);
        await state.SwapAsync("code/A", null, "1", clock.Now.AddMinutes(5), default);
        clock.Now += TimeSpan.FromMinutes(6);

        Assert.Null(await state.FindAsync("code/A", default));
        Assert.True(await state.SwapAsync("code/A", null, "2", clock.Now.AddMinutes(5), default));
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("files")]
    public async Task Of_many_that_try_at_once_one_succeeds(string kind)
    {
        var state = Of(kind);
        await state.SwapAsync("code/A", null, "1", clock.Now.AddMinutes(5), default);

        var done = await Task.WhenAll(Enumerable.Range(0, 32)
            .Select(_ =>
            Task.Run(() =>
            Of(kind) is FileState other ? other.SwapAsync("code/A", "1", null, default, default)
            : state.SwapAsync("code/A", "1", null, default, default))));

        Assert.Single(done, d => d);
    }

    [Theory]
    [InlineData("code/../x")]
    [InlineData("../x")]
    [InlineData("code/")]
    [InlineData("code/a/b")]
    public async Task A_key_from_outside_cannot_name_a_file(string key)
    {
        File.WriteAllText(Path.Combine(folder, "x.code"), $"{DateTimeOffset.MaxValue:O}\ntext");
        var state = Of("files");

        Assert.Null(await state.FindAsync(key, default));
        Assert.False(await state.SwapAsync(key, null, "1", clock.Now.AddMinutes(1), default));
    }

    [Fact]
    public async Task What_was_left_behind_goes_when_more_is_left()
    {
        var state = Of("files");
        await state.SwapAsync("plan/OLD", null, "1", clock.Now.AddDays(3), default);
        var old = Path.Combine(folder, "state", "OLD.plan");
        Assert.True(File.Exists(old));
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-2));

        await state.SwapAsync("plan/NEW", null, "1", clock.Now.AddMinutes(1), default);

        Assert.False(File.Exists(old));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(Path.Combine(folder, "state")));
    }
}
