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
        for (var n = 0; n < 600; n++)
        {
            clock.Now += TimeSpan.FromSeconds(1);
            writer.Write(new() { ["text"] = new string('x', 4000) }, durable: false);
        }

        Assert.Equal(3, Directory.GetFiles(folder).Length);
        Assert.False(File.Exists(old));
    }

    // SAF-M13
    [Fact]
    public void A_long_value_is_cut_to_its_length_and_hash_and_an_entry_of_many_values_too()
    {
        using (var writer = new JournalWriter(new(folder, MaxMegabytes: 1), TimeProvider.System))
        {
            writer.Write(new() { ["arguments"] = new JsonObject { ["content"] = new string('x', 5_000_000), ["key"] = "a" } },
                durable: false);
            writer.Write(new()
            {
                ["event"] = "end",
                ["arguments"] = new JsonObject(Enumerable.Range(0, 100_000)
                .Select(n => KeyValuePair.Create($"k{n}", (JsonNode?)"some value")))
            }, durable: false);
        }

        var entries = JournalReader.Read(folder, Assert.Fail).Select(e => e.Entry).ToList();
        var hash = Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(new string('x', 5_000_000))));
        Assert.Equal($"[5000000 characters, SHA-256 {hash}]", entries[0].GetProperty("arguments").GetProperty("content").GetString());
        Assert.Equal("a", entries[0].GetProperty("arguments").GetProperty("key").GetString());
        Assert.Equal("end", entries[1].GetProperty("event").GetString());
        Assert.All(Directory.GetFiles(folder), f => Assert.True(new FileInfo(f).Length < 10_000));
    }

    // SAF-L13
    [Fact]
    public async Task Whatever_has_begun_gets_an_end_when_the_process_ends()
    {
        using (var writer = new JournalWriter(new(folder), TimeProvider.System))
        {
            foreach (var call in new[] { "a", "b", "c" })
                writer.Write(new() { ["event"] = "begin", ["call"] = call, ["tool"] = "t" }, durable: true);
            writer.Write(new() { ["event"] = "end", ["call"] = "a", ["outcome"] = "ok" }, durable: true);
            var settling = writer.SettleAsync(TimeSpan.FromMilliseconds(200));
            writer.Write(new() { ["event"] = "end", ["call"] = "b", ["outcome"] = "cancelled", ["requests"] = new JsonArray() },
                durable: true);
            Assert.Throws<IOException>(() => writer.Write(new() { ["event"] = "begin", ["call"] = "d" }, durable: true));
            await settling;
            writer.Write(new() { ["event"] = "end", ["call"] = "c", ["outcome"] = "ok" }, durable: true);
        }

        var ends = JournalReader.Read(folder, Assert.Fail).Select(e => e.Entry).Where(e => e.GetProperty("event").GetString() == "end");
        Assert.Equal(["a ok", "b cancelled", "c cancelled"],
            ends.Select(e => $"{e.GetProperty("call").GetString()} {e.GetProperty("outcome").GetString()}"));
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
    public void A_file_that_cannot_be_opened_is_said_and_the_others_are_read()
    {
        using (var writer = new JournalWriter(new(folder), new Clock())) writer.Write(new() { ["n"] = 1 }, durable: true);
        var held = Path.Combine(folder, "infra-20200101T000000-1.jsonl");
        using var other = new FileStream(held, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        List<string> complaints = [];

        Assert.Equal(1, Assert.Single(JournalReader.Read(folder, complaints.Add)).Entry.GetProperty("n").GetInt32());
        Assert.StartsWith($"{held} cannot be read: ", Assert.Single(complaints), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"time\":\"2026-01-")]
    [InlineData("[]")]
    [InlineData("\0\0")]
    [InlineData("{\"tool\":\"ec2_list_instances\"}")]
    [InlineData("{\"time\":1}")]
    [InlineData("{\"time\":\"soon\"}")]
    [InlineData("{\"time\":\"2026-01-01T00:00:00Z\",\"requests\":5}")]
    [InlineData("{\"time\":\"2026-01-01T00:00:00Z\",\"requests\":[null]}")]
    public void A_line_that_a_broken_disk_or_another_program_left_does_not_hide_the_others(string line)
    {
        using (var writer = new JournalWriter(new(folder), new Clock())) writer.Write(new() { ["n"] = 1 }, durable: true);
        File.AppendAllText(Directory.GetFiles(folder).Single(), line);
        List<string> complaints = [];

        Assert.Single(JournalReader.Read(folder, complaints.Add).ToList());
        Assert.Contains("line 2", Assert.Single(complaints), StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_do_not_reach_the_journal()
    {
        using (var writer = new JournalWriter(new(folder), new Clock()))
            writer.Write(new() { ["arguments"] = new JsonObject { ["masterPassword"] = "hunter2", ["note"] = "password=hunter2hunter2" } },
                durable: false);

        Assert.DoesNotContain("hunter2", File.ReadAllText(Directory.GetFiles(folder).Single()), StringComparison.Ordinal);
    }
}
