using System.Text.Json.Nodes;
using Infra.Host.Guard;

namespace Infra.Host.Journal;

public sealed class JournalTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("infra-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Many_writers_lose_and_tear_nothing_and_old_files_go()
    {
        using (var writer = new JournalWriter(new(folder, MaxMegabytes: 1, KeepFiles: 3), new Clock()))
            await Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(() =>
            {
                for (var n = 0; n < 100; n++) writer.Write(new() { ["n"] = w * 100 + n }, durable: false);
            })));

        var read = JournalReader.Read(folder, complaint => Assert.Fail(complaint)).Select(e => e.Entry.GetProperty("n").GetInt32()).Order();
        Assert.Equal(Enumerable.Range(0, 800), read);
    }

    [Fact]
    public void Files_rotate_by_size_and_the_oldest_go()
    {
        var clock = new Clock();
        using var writer = new JournalWriter(new(folder, MaxMegabytes: 1, KeepFiles: 2), clock);
        for (var n = 0; n < 5; n++)
        {
            clock.Now += TimeSpan.FromSeconds(1);
            writer.Write(new() { ["text"] = new string('x', 800_000) }, durable: false);
        }

        Assert.Equal(2, Directory.GetFiles(folder).Length);
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
