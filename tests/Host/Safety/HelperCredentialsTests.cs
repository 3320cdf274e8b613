using System.Diagnostics;

namespace Infra.Core.Safety;

/// <summary>Helpers are small shell scripts here; what Windows does otherwise is the shell alone.</summary>
public sealed class HelperCredentialsTests : IDisposable
{
    private const string Keys = """{"Version":1,"AccessKeyId":"AKIAHELPER","SecretAccessKey":"s","SessionToken":"t"}""";

    private readonly string folder = Directory.CreateTempSubdirectory("infra-helper-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Keys_that_name_no_end_are_asked_for_once()
    {
        if (OperatingSystem.IsWindows()) return;
        var helper = Helper($"echo run >> runs; echo '{Keys}'");

        var keys = await helper.GetCredentialsAsync();
        await helper.GetCredentialsAsync();

        Assert.Equal(("AKIAHELPER", "s", "t"), (keys.AccessKey, keys.SecretKey, keys.Token));
        Assert.Single(Runs());
    }

    [Theory] // The SDK's class runs the helper for every request when keys live for a quarter of an hour or less.
    [InlineData(10, 1)]
    [InlineData(0.5, 3)]
    public async Task Short_sessions_are_used_until_their_last_minute(double minutes, int runs)
    {
        if (OperatingSystem.IsWindows()) return;
        var end = DateTimeOffset.UtcNow.AddMinutes(minutes).ToString("yyyy-MM-ddTHH:mm:ssK", null);
        var helper = Helper($"echo run >> runs; echo '{Keys.Replace("}", $",\"Expiration\":\"{end}\"}}", StringComparison.Ordinal)}'");

        for (var n = 0; n < 3; n++) await helper.GetCredentialsAsync();

        Assert.Equal(runs, Runs().Length);
    }

    [Theory]
    [InlineData("echo no >&2; exit 3", "ended with exit code 3")]
    [InlineData("exit 0", "printed no credentials")]
    [InlineData("echo signed in", "printed no credentials")]
    [InlineData("echo '[]'", "printed no credentials")]
    [InlineData("echo '{\"AccessKeyId\":\"a\",\"SecretAccessKey\":\"b\"}'", "printed no credentials")]
    [InlineData("echo '{\"Version\":2}'", "another version than 1")]
    [InlineData("echo '{\"Version\":\"1\"}'", "printed no credentials")]
    [InlineData("echo '{\"Version\":1,\"AccessKeyId\":\"a\"}'", "no AccessKeyId or no SecretAccessKey")]
    [InlineData("echo '{\"Version\":1,\"AccessKeyId\":\"a\",\"SecretAccessKey\":\"b\",\"Expiration\":\"soon\"}'", "printed no credentials")]
    [InlineData("/nowhere/at/all", "ended with exit code 127")]
    [InlineData("yes", "printed more than credentials")]
    [InlineData("yes >&2", "did not end in 0.02 minutes")]
    public async Task What_gives_no_keys_is_told_in_a_sentence_that_repeats_nothing_of_it(string script, string told)
    {
        if (OperatingSystem.IsWindows()) return;

        var error = await Assert.ThrowsAsync<ToolException>(() => Helper(script, TimeSpan.FromSeconds(1)).GetCredentialsAsync());

        Assert.Equal(ToolErrorCode.NoCredentials, error.Code);
        Assert.StartsWith("The credential_process of profile 'corp' ", error.Message, StringComparison.Ordinal);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("signed in", error.Message + error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_have_expired_are_said_to_have()
    {
        if (OperatingSystem.IsWindows()) return;
        var helper = Helper($"echo '{Keys.Replace("}", ",\"Expiration\":\"2020-01-01T00:00:00Z\"}", StringComparison.Ordinal)}'");

        var error = await Assert.ThrowsAsync<ToolException>(helper.GetCredentialsAsync);

        Assert.Equal(ToolErrorCode.CredentialsExpired, error.Code);
    }

    [Fact] // SAF-H4
    public async Task A_helper_that_does_not_end_is_ended_with_what_it_started_and_the_next_call_starts_another()
    {
        if (OperatingSystem.IsWindows()) return;
        var helper = Helper($"[ -e runs ] && echo '{Keys}' && exit; echo run >> runs; sleep 300 & echo $! > child; wait",
            TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<ToolException>(helper.GetCredentialsAsync);

        var child = int.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "child")), null);
        for (var n = 0; n < 50 && Lives(child); n++) await Task.Delay(100);
        Assert.False(Lives(child));
        Assert.Equal("AKIAHELPER", (await helper.GetCredentialsAsync()).AccessKey);
    }

    [Fact]
    public async Task An_agent_that_the_helper_leaves_behind_holds_nothing_up()
    {
        if (OperatingSystem.IsWindows()) return;
        var helper = Helper($"sleep 20 & echo $! > child; echo '{Keys}'");
        var watch = Stopwatch.StartNew();

        var keys = await helper.GetCredentialsAsync();

        Assert.Equal("AKIAHELPER", keys.AccessKey);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), watch.Elapsed.ToString());
        var agent = int.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "child")), null);
        Assert.True(Lives(agent));
        using var process = Process.GetProcessById(agent);
        process.Kill();
    }

    private HelperCredentials Helper(string script, TimeSpan? longest = null) =>
        new($"cd '{folder}' && {{ {script.TrimEnd(';')}; }}", "corp", longest);

    private string[] Runs() => File.ReadAllLines(Path.Combine(folder, "runs"));

    private static bool Lives(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
