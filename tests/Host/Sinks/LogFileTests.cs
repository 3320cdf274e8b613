namespace Infra.Core.Sinks;

/// <summary>A file for each day, for its owner, and not for ever.</summary>
public sealed class LogFileTests : IDisposable
{
    private readonly string folder = Path.Combine(Directory.CreateTempSubdirectory("infra-log-").FullName, "made", "when-needed");
    private readonly TickingClock clock = new();

    public void Dispose() => Directory.Delete(Path.Combine(folder, "../.."), recursive: true);

    [Fact]
    public void Each_day_has_a_file_and_those_of_the_days_before_go_by_and_by()
    {
        var file = new LogFile(Path.Combine(folder, "infra.log"), clock);
        Assert.Null(file.Fault());
        // Those of others stay, however old they are.
        foreach (var other in new[] { "infra.log", "infra1970.log", "infra-backup.log", "other19700101.log" })
            File.WriteAllText(Path.Combine(folder, other), "");

        for (var day = 0; day < 20; day++)
        {
            file.Write($"day {day}\n");
            file.Write("more\n");
            clock.Advance(TimeSpan.FromDays(1));
        }

        var kept = Directory.GetFiles(folder).Where(f => Path.GetFileName(f) is ['i', .., '.', 'l', 'o', 'g'] and { Length: 17 })
            .Order(StringComparer.Ordinal).ToList();
        Assert.Equal(15, kept.Count);
        Assert.Equal("day 19\nmore\n", File.ReadAllText(kept[^1]));
        Assert.Equal("day 5\nmore\n", File.ReadAllText(kept[0]));
        Assert.Equal(19, Directory.GetFiles(folder).Length);
        if (OperatingSystem.IsWindows()) return;
        foreach (var path in kept) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task Two_processes_that_write_at_once_wait_for_each_other()
    {
        var (one, other) = (new LogFile(Path.Combine(folder, "infra.log"), clock), new LogFile(Path.Combine(folder, "infra.log"), clock));
        one.Write("");

        await Task.WhenAll(new[] { one, other }.Select((file, who) => Task.Run(() =>
        {
            for (var n = 0; n < 100; n++) file.Write($"{who}{new string('x', 1_000)}\n");
        })));

        var lines = File.ReadAllLines(Assert.Single(Directory.GetFiles(folder)));
        Assert.Equal(200, lines.Length);
        Assert.All(lines, l => Assert.Equal(1_001, l.Length));
    }

    [Fact]
    public void Where_it_cannot_be_written_it_says_why()
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "a-file"), "");

        Assert.NotNull(new LogFile(Path.Combine(folder, "a-file", "infra.log"), clock).Fault());
    }
}
