using System.Text.Json.Nodes;
using Infra.Core.Safety;

namespace Infra.Core.Journal;

public sealed class JournalTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("infra-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Many_writers_lose_and_tear_nothing_and_old_files_go()
    {
        using (var writer = new JournalWriter(new(folder, MaxMegabytes: 1, KeepDays: 3), TimeProvider.System))
            await Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(() =>
            {
                for (var n = 0; n < 100; n++) writer.Write(new() { ["n"] = w * 100 + n }, durable: false);
            })));

        var read = JournalReader.Read(folder, complaint => Assert.Fail(complaint)).Select(e => e.Entry.GetProperty("n").GetInt32()).Order();
        Assert.Equal(Enumerable.Range(0, 800), read);
    }

    [Fact]
    public void Files_rotate_by_size_and_only_old_ones_go()
    {
        var clock = new Clock { Now = DateTimeOffset.UtcNow };
        var old = Path.Combine(folder, "infra-20200101T000000-1.jsonl");
        File.WriteAllText(old, "");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-91));
        using var writer = new JournalWriter(new(folder, MaxMegabytes: 1), clock);
        for (var n = 0; n < 5; n++)
        {
            clock.Now += TimeSpan.FromSeconds(1);
            writer.Write(new() { ["text"] = new string('x', 800_000) }, durable: false);
        }

        Assert.Equal(5, Directory.GetFiles(folder).Length);
        Assert.False(File.Exists(old));
    }

    [Fact]
    public void A_file_that_was_taken_away_is_followed_by_a_new_one()
    {
        if (OperatingSystem.IsWindows()) return;
        using var writer = new JournalWriter(new(folder), new Clock());
        writer.Write(new() { ["n"] = 1 }, durable: true);
        File.Delete(Directory.GetFiles(folder).Single());
        writer.Write(new() { ["n"] = 2 }, durable: true);

        Assert.Equal(2, Assert.Single(JournalReader.Read(folder, Assert.Fail)).Entry.GetProperty("n").GetInt32());
    }

    [Fact]
    public void A_torn_line_of_a_broken_disk_does_not_hide_the_others()
    {
        using (var writer = new JournalWriter(new(folder), new Clock())) writer.Write(new() { ["n"] = 1 }, durable: true);
        File.AppendAllText(Directory.GetFiles(folder).Single(), "{\"time\":\"2026-01-");
        List<string> complaints = [];

        Assert.Single(JournalReader.Read(folder, complaints.Add).ToList());
        Assert.Contains("line 2", Assert.Single(complaints), StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_do_not_reach_the_journal()
    {
        using (var writer = new JournalWriter(new(folder), new Clock()))
            writer.Write(new() { ["arguments"] = new JsonObject { ["masterPassword"] = "hunter2", ["note"] = "password=hunter2hunter2" } }, durable: false);

        Assert.DoesNotContain("hunter2", File.ReadAllText(Directory.GetFiles(folder).Single()), StringComparison.Ordinal);
    }
}
