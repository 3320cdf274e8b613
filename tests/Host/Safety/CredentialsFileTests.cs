using Infra.Aws;

namespace Infra.Core.Safety;

public sealed class CredentialsFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("infra-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // As Kubernetes mounts a secret: the file is a link to one behind another link, which is what changes.
    [Fact]
    public void Keys_that_a_mounted_secret_has_now_are_those_that_are_read()
    {
        if (OperatingSystem.IsWindows()) return;
        foreach (var (name, key) in new[] { ("old", "AKIAOLD"), ("new", "AKIANEW") })
        {
            Directory.CreateDirectory(Place(name));
            File.WriteAllText(Place($"{name}/credentials"), $"[default]\naws_access_key_id = {key}\n");
        }

        Directory.CreateSymbolicLink(Place("data"), "old");
        File.CreateSymbolicLink(Place("credentials"), "data/credentials");
        // Of one length, and soon one after the other: as old as each is.
        File.SetLastWriteTimeUtc(Place("old/credentials"), DateTime.UtcNow.AddHours(-1));
        Assert.Equal("AKIAOLD", Key());

        Directory.Delete(Place("data"));
        Directory.CreateSymbolicLink(Place("data"), "new");

        Assert.Equal("AKIANEW", Key());
    }

    // As a script writes it whose own lines are further in, and as Python's configparser reads it for the AWS CLI.
    [Theory]
    [InlineData("[default]\n  aws_access_key_id = AKIAX\n  region = eu-west-1\n  s3 =\n    addressing_style = path\n  output = json\n")]
    [InlineData("  [profile b]\n  output = text\n\n  [default]\n  aws_access_key_id = AKIAX\n  region = eu-west-1\n  s3 =\n"
        + "      addressing_style = path\n  output = json\n")]
    [InlineData("[default]\n\taws_access_key_id = AKIAX\n# c\n\tregion = eu-west-1\noutput = json\ns3 =\n  addressing_style = path\n")]
    [InlineData("[default]\n    aws_access_key_id = AKIAX\n  region = eu-west-1\n  output = json\n  s3 =\n   addressing_style = path\n")]
    public void Settings_that_are_further_in_than_their_section_are_settings_of_their_own(string text)
    {
        File.WriteAllText(Place("config"), text);

        var profile = AwsProfiles.Load(Place("config"), Place("credentials")).Named("default");

        Assert.Equal(("AKIAX", "eu-west-1", "path", "json"),
            (profile["aws_access_key_id"], profile["region"], profile["s3.addressing_style"], profile["output"]));
    }

    [Fact]
    public void A_link_without_an_end_and_a_file_without_one_are_told_as_files_that_cannot_be_read()
    {
        if (OperatingSystem.IsWindows()) return;
        File.CreateSymbolicLink(Place("config"), "config");
        Assert.Contains("config cannot be read", Told(), StringComparison.Ordinal);

        File.Delete(Place("config"));
        File.CreateSymbolicLink(Place("config"), "/dev/zero");
        Assert.Contains("config cannot be read", Told(), StringComparison.Ordinal);

        string Told() => Assert.Throws<ToolException>(Key).Message;
    }

    private string Place(string name) => Path.Combine(folder, name);

    private string? Key() => AwsProfiles.Load(Place("config"), Place("credentials")).Named("default")["aws_access_key_id"];
}
