using System.Net.Sockets;

namespace Infra.Core;

/// <summary>How <c>infra reload</c> reaches the servers of its user.</summary>
public sealed class ReloadPipeTests : IDisposable
{
    private readonly string config = Path.Combine(Path.GetTempPath(), $"infra-{Guid.NewGuid():n}", "plugins.json");
    private readonly CancellationTokenSource ending = new();

    public void Dispose() => ending.Dispose();

    [Fact]
    public async Task A_server_is_reached_again_and_again_by_its_own_configuration_alone_until_it_ends()
    {
        var reloads = 0;
        var serving = ReloadPipe.ServeAsync(config, () => $"Reload {++reloads}: Grüße.", ending.Token);

        Assert.Empty(await ReloadPipe.ReloadAllAsync(config + "-other", default));
        // Also at once after it answered another.
        for (var n = 1; n <= 50; n++)
            Assert.Equal([(Environment.ProcessId, $"Reload {n}: Grüße.")], await ReloadPipe.ReloadAllAsync(config, default));

        await ending.CancelAsync();
        await serving.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Empty(await ReloadPipe.ReloadAllAsync(config, default));
        Assert.Equal(50, reloads);
    }

    [Fact]
    public async Task What_a_killed_server_left_behind_is_cleared_away_and_nothing_else()
    {
        if (OperatingSystem.IsWindows()) return;
        var serving = ReloadPipe.ServeAsync(config, () => "Read.", ending.Token);
        await ReloadPipe.ReloadAllAsync(config, default);
        var own = Directory.GetFiles(Path.GetTempPath(), $"*infra-reload-*-{Environment.ProcessId}")
            .Single(f => File.GetCreationTimeUtc(f) > DateTime.UtcNow.AddMinutes(-1));
        var (prefix, odd) = (own[..^$"{Environment.ProcessId}".Length], own + "x");
        // No process has such a number; the first of the machine has the other, and is none of ours.
        var (dead, alive) = (prefix + "2147483647", prefix + "1");
        foreach (var path in new[] { dead, alive, odd })
        {
            using var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            left.Bind(new UnixDomainSocketEndPoint(path));
            // As when it is killed: what it listened at stays.
            var kept = path + "-kept";
            File.Move(path, kept);
            left.Dispose();
            File.Move(kept, path);
        }

        try
        {
            Assert.Equal([(Environment.ProcessId, "Read.")], await ReloadPipe.ReloadAllAsync(config, default));

            Assert.Equal((false, true, true), (File.Exists(dead), File.Exists(alive), File.Exists(odd)));
        }
        finally
        {
            File.Delete(alive);
            File.Delete(odd);
            await ending.CancelAsync();
            await serving.WaitAsync(TimeSpan.FromSeconds(20));
        }
    }
}
