namespace Infra.Core.Settings;

/// <summary>Files of other people and programs, which are changed as a whole or not at all.</summary>
public sealed class WholeFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("infra-test-").FullName;
    private readonly string file;

    public WholeFileTests() => file = Path.Combine(folder, "settings.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_file_that_there_was_not_is_written()
    {
        Assert.Null(WholeFile.Read(file));

        WholeFile.Replace(file, "\uFEFFtext");

        Assert.Equal("\uFEFFtext", WholeFile.Read(file));
        Assert.Equal([file], Directory.GetFiles(folder));
    }

    [Fact]
    public void A_link_stays_one_also_where_it_leads_to_nothing_yet()
    {
        if (OperatingSystem.IsWindows()) return;
        var link = Path.Combine(folder, "link.json");
        File.CreateSymbolicLink(link, file);

        WholeFile.Replace(link, "text");

        Assert.Equal("text", File.ReadAllText(file));
        Assert.Equal(file, new FileInfo(link).LinkTarget);
    }

    [Fact]
    public void One_that_is_read_only_is_left_alone_and_nothing_lies_beside_it()
    {
        File.WriteAllText(file, "old");
        File.SetAttributes(file, FileAttributes.ReadOnly);

        Assert.Contains("read-only", Assert.Throws<IOException>(() => WholeFile.Replace(file, "new")).Message, StringComparison.Ordinal);

        File.SetAttributes(file, FileAttributes.Normal);
        Assert.Equal("old", File.ReadAllText(file));
        Assert.Equal([file], Directory.GetFiles(folder));
    }

    [Fact]
    public void Rights_stay()
    {
        if (OperatingSystem.IsWindows()) return;
        foreach (var mode in new[]
            { UnixFileMode.UserRead | UnixFileMode.UserWrite, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite })
        {
            File.WriteAllText(file, "old");
            File.SetUnixFileMode(file, mode);

            WholeFile.Replace(file, "new");

            Assert.Equal(mode, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task Changes_at_once_follow_one_another()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
            WholeFile.Alone(file, () => WholeFile.Replace(file, WholeFile.Read(file) + i)))));

        Assert.Equal("01234567", string.Concat(File.ReadAllText(file).Order()));
    }
}
