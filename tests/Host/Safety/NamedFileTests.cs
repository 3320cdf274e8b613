using System.Diagnostics;
using System.Net.Sockets;
using Infra.Aws;
using Infra.Core.Journal;
using Infra.Core.Settings;
using Infra.Core.Sinks;
using Infra.Core.State;
using Infra.Host.Cli;
using Infra.Host.Cli.Words;

namespace Infra.Core.Safety;

/// <summary>What is no file is not read, wherever one is named: it would be waited for, or read without end.</summary>
public sealed class NamedFileTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string folder = Directory.CreateTempSubdirectory("infra-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Files_are_read_through_links_and_whatever_length_they_say_they_have()
    {
        File.WriteAllText(Place("file"), "\uFEFFtext");
        Assert.Equal("text", NamedFile.ReadAllText(Place("file")));
        Assert.Equal(7, NamedFile.ReadAllBytes(Place("file"), most: 7).Length);
        if (OperatingSystem.IsWindows()) return;

        File.CreateSymbolicLink(Place("link"), "file");
        Assert.Equal("text", NamedFile.ReadAllText(Place("link")));
        if (OperatingSystem.IsLinux()) Assert.StartsWith("Name:", NamedFile.ReadAllText("/proc/self/status"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_file_or_too_long_is_told_in_a_sentence()
    {
        File.WriteAllText(Place("file"), "text");
        Assert.Equal($"{folder} is a folder.", Told(folder));
        Assert.Equal($"{Place("file")} has more than 0 KiB.",
            Assert.Throws<NoFileException>(() => NamedFile.ReadAllBytes(Place("file"), most: 3)).Message);
        if (OperatingSystem.IsWindows()) return;

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Place("socket")));
        File.CreateSymbolicLink(Place("zero"), "/dev/zero");
        Assert.Equal($"{Pipe()} is a pipe and no file.", Told(Pipe()));
        Assert.Equal($"{Place("zero")} is a device and no file.", Told(Place("zero")));
        Assert.Equal($"{Place("socket")} is a device and no file.", Told(Place("socket")));

        static string Told(string path) => Assert.Throws<NoFileException>(() => NamedFile.ReadAllText(path)).Message;
    }

    [Fact]
    public async Task Whoever_is_told_to_read_a_pipe_or_a_device_says_so_and_does_not_wait()
    {
        if (OperatingSystem.IsWindows()) return;
        var pipe = Pipe();
        foreach (var (told, read) in new (string, Action)[]
        {
            ("is a pipe", () => AwsProfiles.Load(pipe, Place("none"))),
            ("is a pipe", () => AwsProfiles.Load(Place("none"), pipe)),
            ("is a pipe", () => SettingsReader.Read(new() { [Switches.Config] = pipe }, new Dictionary<string, string>())),
            ("is a pipe", () => ToolOption.Content($"@{pipe}", "--policy")),
            ("is a device", () => ToolOption.Content("@/dev/zero", "--policy")),
            ("is a device", () => Saved.Answer("/dev/zero")),
            ("is a pipe", () => Saved.Answer(pipe)),
            ("is a pipe", () => WholeFile.Read(pipe)),
            ("is a device", () => CaBundle.At("/dev/zero")),
            ("is a pipe", () => CaBundle.At(pipe)),
            ("is a pipe", () => new Tokens(pipe).All()),
        })
        {
            var error = await Record.ExceptionAsync(() => Task.Run(read).WaitAsync(Patience));

            Assert.NotNull(error);
            Assert.Contains(told, $"{error.Message} {(error as ToolException)?.Hint} {error.InnerException?.Message}",
                StringComparison.Ordinal);
        }
    }

    // Where somebody wants no settings of AWS to be found.
    [Fact]
    public void The_null_device_is_an_empty_file()
    {
        if (OperatingSystem.IsWindows()) return;
        File.CreateSymbolicLink(Place("null"), "/dev/null");
        Assert.Empty(AwsProfiles.Load("/dev/null", Place("null")).All);
        Assert.Equal("", ToolOption.Content("@/dev/null", "--policy"));
        Assert.Contains("is a device", new LogFile("/dev/null", TimeProvider.System).Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipes_in_the_folders_of_the_journal_and_of_plans_are_passed_over()
    {
        if (OperatingSystem.IsWindows()) return;
        Pipe("infra-20260101T000000-1.jsonl");
        Pipe("ABC.plan");
        File.WriteAllText(Place("infra-20260101T000000-2.jsonl"), """{"time":"2026-01-01T00:00:00.000Z","n":1}""");
        List<string> complaints = [];

        var entries = await Task.Run(() => JournalReader.Read(folder, complaints.Add).ToList()).WaitAsync(Patience);
        Assert.Single(entries);
        Assert.Contains("is a pipe", Assert.Single(complaints), StringComparison.Ordinal);
        Assert.Null(await Task.Run(() => new FileState(folder, TimeProvider.System).FindAsync("plan/ABC", default)).WaitAsync(Patience));
    }

    // A shell gives <(command) as the path of a pipe that the process has open.
    [Fact]
    public async Task A_pipe_that_the_process_was_given_is_read_where_one_may_be_meant()
    {
        if (!OperatingSystem.IsLinux()) return;
        using var given = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);
        var path = $"/dev/fd/{given.ClientSafePipeHandle.DangerousGetHandle()}";
        await given.WriteAsync("""{"items":[]}"""u8.ToArray());
        Assert.Throws<NoFileException>(() => NamedFile.ReadAllText(path));
        given.SafePipeHandle.Dispose();

        Assert.Equal("""{"items":[]}""", await Task.Run(() => ToolOption.Content($"@{path}", "--policy")).WaitAsync(Patience));
    }

    [Fact]
    public void A_log_file_that_is_a_folder_is_named_with_the_way_out()
    {
        Assert.Contains("It is a folder. Name the file in it", new LogFile(folder, TimeProvider.System).Fault(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(folder)!, $"{Path.GetFileName(folder)}*"));
    }

    private string Place(string name) => Path.Combine(folder, name);

    private string Pipe(string name = "pipe")
    {
        var path = Place(name);
        if (File.Exists(path)) return path;
        using var made = Process.Start("mkfifo", [path]);
        made.WaitForExit();
        return path;
    }
}
