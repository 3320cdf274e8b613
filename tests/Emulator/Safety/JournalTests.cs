using System.Diagnostics;
using System.Text.Json;

namespace Infra.Emulator.Safety;

/// <summary>The journal of a server that is killed, and of one that cannot write it.</summary>
[Collection(EmulatorFixture.Serving)]
public sealed class JournalTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    [Fact]
    public async Task A_write_whose_answer_was_received_is_in_the_journal_of_a_killed_server()
    {
        for (var round = 0; round < 5; round++)
        {
            await using var server = await InfraServer.StartAsync(Wire.Url);
            Wire.Forget();
            var answered = 0;
            try
            {
                // The first one loads the plugin; afterwards it is killed in the middle of whatever it does.
                await CreateAsync(server, 0);
                var kill = Task.Delay(150 + round * 110).ContinueWith(_ => Kill(server), TaskScheduler.Default);
                for (answered = 1; ; answered++) await CreateAsync(server, answered);
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                // The server is gone, as intended.
            }

            var lines = server.ReadJournal().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.All(lines, line => JsonElement.Parse(line));
            Assert.True(lines.Count(l => l.Contains("\"event\":\"end\"", StringComparison.Ordinal)) >= answered);
            Assert.True(lines.Count(l => l.Contains("\"event\":\"begin\"", StringComparison.Ordinal)) >= Wire.Seen.Count(r =>
                r.Operation == "CreateVpc"));
        }
    }

    private static async Task CreateAsync(InfraServer server, int n)
    {
        var answer = await server.CallAsync("vpc_create_vpc", new { cidrBlock = $"10.{n % 250}.0.0/16" })
            .WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(answer.IsError is not true);
    }

    [Fact]
    public async Task Where_the_journal_cannot_be_written_writes_are_refused_and_reads_go_on()
    {
        var file = Path.GetTempFileName();
        await using var server = await InfraServer.StartAsync(Wire.Url, arguments: ["--journal", Path.Combine(file, "under-a-file")]);

        Assert.True((await server.CallAsync("vpc_list_vpcs", new { })).IsError is not true);
        var answer = await server.CallAsync("vpc_create_vpc", new { cidrBlock = "10.0.0.0/16" });

        Assert.Contains("\"Refused\"", ((ModelContextProtocol.Protocol.TextContentBlock)answer.Content[0]).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Wire.Seen, r => r.Operation == "CreateVpc");
        File.Delete(file);
    }

    // The journal's file carries the number of the process that writes it.
    private static void Kill(InfraServer server)
    {
        var number = Path.GetFileNameWithoutExtension(Directory.GetFiles(server.Journal).Single()).Split('-')[2];
        using var process = Process.GetProcessById(int.Parse(number, System.Globalization.CultureInfo.InvariantCulture));
        process.Kill();
    }
}
