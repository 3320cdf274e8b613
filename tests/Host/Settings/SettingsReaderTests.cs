using System.Text;
using Infra.Aws;

namespace Infra.Core.Settings;

public sealed class SettingsReaderTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    private HostSettings Read(string json, SwitchValues? flags = null, params (string Name, string Value)[] environment)
    {
        File.WriteAllText(file, json);
        flags ??= new();
        flags[Switches.Config] = file;
        return SettingsReader.Read(flags, environment.ToDictionary(e => e.Name, e => e.Value));
    }

    [Theory]
    // file, environment, flag -> mode
    [InlineData(null, null, null, ToolKind.Read)]
    [InlineData("write", null, null, ToolKind.Write)]
    [InlineData(null, "write", null, ToolKind.Write)]
    [InlineData(null, null, "destructive", ToolKind.Destructive)]
    [InlineData("read", null, "destructive", ToolKind.Read)]
    [InlineData("destructive", "write", null, ToolKind.Write)]
    [InlineData("destructive", "destructive", "read", ToolKind.Read)]
    [InlineData(null, "read", "destructive", ToolKind.Read)]
    public void The_lowest_mode_that_anyone_names_holds(string? inFile, string? inEnvironment, string? asFlag, ToolKind holds)
    {
        var settings = Read($$"""{ {{(inFile is null ? "" : $"\"mode\": \"{inFile}\",")}} "plugins": [] }""",
            new() { [Switches.Mode] = asFlag }, inEnvironment is null ? [] : [("INFRA_MODE", inEnvironment)]);

        Assert.Equal(holds, settings.Mode);
    }

    [Theory]
    [InlineData("""{ "all": { "profile": "x" } }""", "'all' cannot be the name of an account")]
    [InlineData("""{ "a*": { "profile": "x" } }""", "'a*' cannot be the name of an account")]
    [InlineData("""{ "a": { "roleArn": "arn:aws:iam::123456789012:role/r", "organization": { "roleName": "r" } } }""", "a has both")]
    [InlineData("""{ "a": { "profile": "x", "externalId": "abc-123" } }""", "a.externalId needs roleArn or organization.")]
    [InlineData("""{ "a": { "profile": "x" } }, "roleArn": "arn:aws:iam::123456789012:role/r" """, "aws.accounts.a is a profile alone")]
    [InlineData("""{ "a": { "profile": "x", "mfaSerial": "arn:aws:iam::123456789012:mfa/m" } }""", "a.mfaSerial needs roleArn")]
    public void An_account_that_cannot_be_meant_is_named(string accounts, string said)
    {
        var told = Assert.Throws<SettingsException>(() => Read($$"""{ "aws": { "accounts": {{accounts}} }, "plugins": [] }""")).Message;

        Assert.StartsWith($"{file}: ", told, StringComparison.Ordinal);
        Assert.Contains(said, told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INFRA_MODE", "wriet", "INFRA_MODE is 'wriet'; it must be one of read, write, destructive. Did you mean 'write'?")]
    [InlineData("INFRA_READ_ONLY", "maybe", "INFRA_READ_ONLY is 'maybe'; it must be true or false.")]
    [InlineData("INFRA_HTTP_URL", "127.0.0.1:8181", "INFRA_HTTP_URL is '127.0.0.1:8181', which is not valid.")]
    [InlineData("INFRA_HTTP_URL", "http://127.0.0.1:99999", "INFRA_HTTP_URL is 'http://127.0.0.1:99999', which is no address")]
    [InlineData("INFRA_ENDPOINT_URL", "http://127.0.0.1:99999", "INFRA_ENDPOINT_URL is 'http://127.0.0.1:99999', which is no address")]
    public void A_variable_with_a_value_that_it_cannot_have_is_named(string variable, string value, string said) =>
        Assert.StartsWith(said, Assert.Throws<SettingsException>(() => Read("""{ "plugins": [] }""", null, (variable, value))).Message,
            StringComparison.Ordinal);

    [Fact] // SAF-L19
    public void A_plugin_has_the_reads_that_its_entry_names() =>
        Assert.Equal(["acme:ListThings"], Read("""{ "plugins": [ { "path": "x", "reads": ["acme:ListThings"] } ] }""").Plugins[0].Reads);

    [Theory] // SAF-L16
    // file, environment, flag -> what needs a confirmed plan
    [InlineData(null, null, null, "Destructive")]
    [InlineData("never", null, null, "Never")]
    [InlineData("never", "destructive", null, "Destructive")]
    [InlineData("never", null, "writes", "Writes")]
    [InlineData("writes", "never", "never", "Writes")]
    [InlineData("destructive", "never", "never", "Destructive")]
    [InlineData("never", "writes", "destructive", "Writes")]
    public void The_strictest_confirmation_that_anyone_names_holds(string? inFile, string? inEnvironment, string? asFlag, string holds)
    {
        var settings = Read($$"""{ {{(inFile is null ? "" : $"\"confirm\": {{ \"for\": \"{inFile}\" }},")}} "plugins": [] }""",
            new() { [Switches.Confirm] = asFlag }, inEnvironment is null ? [] : [("INFRA_CONFIRM", inEnvironment)]);

        Assert.Equal(holds, settings.Confirm.For.ToString());
    }

    [Theory]
    [InlineData(true, "")]
    [InlineData(false, "true")]
    [InlineData(false, "1")]
    public void Read_only_beats_everything(bool flag, string variable)
    {
        var settings = Read("""{ "mode": "destructive", "plugins": [] }""",
            new() { [Switches.ReadOnly] = flag ? "true" : null, [Switches.Mode] = "destructive" }, ("INFRA_READ_ONLY", variable),
            ("INFRA_MODE", "destructive"));

        Assert.Equal((ToolKind.Read, ToolKind.Read), (settings.Mode, settings.Ceiling));
    }

    [Theory]
    [InlineData("""{ "mod": "read", "plugins": [] }""", "Unknown key 'mod'. Did you mean 'mode'?")]
    [InlineData("""{ "plugins": [ { "path": "x", "modules": { "ec2": { "mode": "wrte" } } } ] }""",
        "'plugins[0].modules.ec2.mode' must be one of read, write, destructive; got 'wrte'. Did you mean 'write'?")]
    [InlineData("""{ "plugins": [ { "pat": "x" } ] }""", "Did you mean 'path'?")]
    [InlineData("""{ "pins": { "accounts": ["12"] }, "plugins": [] }""", "'pins.accounts[0]'")]
    [InlineData("""{ "plugins": [ }""", "is not valid JSON: line 1, column")]
    [InlineData("""{ "aws": { "sessionPolicy": true }, "plugins": [] }""", "aws.sessionPolicy needs aws.roleArn")]
    [InlineData("""{ "confirm": { "person": true, "for": "never" }, "plugins": [] }""", "confirm.person has no meaning")]
    [InlineData("""{ "aws": { "accounts": { "all": { "profile": "a" } } }, "plugins": [] }""", "'all' cannot be the name of an account")]
    [InlineData("""{ "aws": { "accounts": { "a/b": { "profile": "a" } } }, "plugins": [] }""", "'a/b' cannot be the name of an account")]
    [InlineData("""
        { "aws": { "accounts": { "a": { "roleArn": "arn:aws:iam::111122223333:role/r", "organization": { "roleName": "r" } } } }, "plugins": [] }
        """, "aws.accounts.a has both roleArn and organization.")]
    [InlineData("""{ "aws": { "accounts": { "a": { "profile": "a", "externalId": "x-1" } } }, "plugins": [] }""",
        "aws.accounts.a.externalId needs roleArn or organization.")]
    [InlineData("""{ "aws": { "roleArn": "arn:aws:iam::111122223333:role/r", "accounts": { "a": { "profile": "a" } } }, "plugins": [] }""",
        "aws.accounts.a is a profile alone, and aws.roleArn signs the requests of every profile.")]
    [InlineData("""{ "aws": { "accounts": { "a": { "profile": "a", "mfaSerial": "arn:aws:iam::111122223333:mfa/me" } } }, "plugins": [] }""",
        "aws.accounts.a.mfaSerial needs roleArn: a code is good for one session.")]
    public void A_mistake_names_the_place_and_what_was_probably_meant(string json, string said) =>
        Assert.Contains(said, Assert.Throws<SettingsException>(() => Read(json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("wrte", null, "--mode is 'wrte'; it must be one of read, write, destructive. Did you mean 'write'?")]
    [InlineData(null, "wrte", "INFRA_MODE is 'wrte'; it must be one of read, write, destructive. Did you mean 'write'?")]
    public void A_misspelt_switch_is_refused_and_not_passed_over(string? flag, string? variable, string said)
    {
        var refused = Assert.Throws<SettingsException>(() => Read("""{ "plugins": [] }""", new() { [Switches.Mode] = flag },
            variable is null ? [] : [("INFRA_MODE", variable)]));
        Assert.Equal(said, refused.Message);
        var unknown = Assert.Throws<SettingsException>(() => Read("""{ "plugins": [] }""", null, ("INFRA_MOD", "read")));
        Assert.StartsWith("Unknown environment variable INFRA_MOD. Did you mean 'INFRA_MODE'?", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mark_in_front_of_the_text_is_no_fault_and_UTF_16_is_named()
    {
        const string text = """{ "mode": "write", "plugins": [] }""";

        byte[] marked = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)];
        Assert.Equal("write", (string?)SettingsReader.Check("plugins.json", marked)["mode"]);
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            byte[] wide = [.. encoding.Preamble, .. encoding.GetBytes(text)];
            Assert.Contains("UTF-16", Assert.Throws<SettingsException>(() => SettingsReader.Check("plugins.json", wide)).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_folder_or_something_endless_is_not_taken_for_the_file()
    {
        var folder = Path.GetTempPath();
        string Refusal(string path) =>
            Assert.Throws<SettingsException>(
                () => SettingsReader.Read(new() { [Switches.Config] = path }, new Dictionary<string, string>())).Message;

        Assert.Contains($"folder. Name the file in it: {Path.Combine(folder, "plugins.json")}", Refusal(folder), StringComparison.Ordinal);
        if (File.Exists("/dev/zero")) Assert.Contains("is a device", Refusal("/dev/zero"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_safety_switch_in_the_environment_is_refused() =>
        Assert.Contains("Did you mean 'INFRA_READ_ONLY'?",
            Assert.Throws<SettingsException>(() => Read("""{ "plugins": [] }""", null, ("INFRA_READONLY", "1"))).Message,
            StringComparison.Ordinal);

    // What a container gets of Kubernetes when a service is called infra, as ours is, or infra-http.
    [Theory]
    [InlineData("INFRA_SERVICE_HOST", "10.0.0.7")]
    [InlineData("INFRA_SERVICE_PORT", "443")]
    [InlineData("INFRA_SERVICE_PORT_HTTPS", "443")]
    [InlineData("INFRA_PORT", "tcp://10.0.0.7:443")]
    [InlineData("INFRA_PORT_443_TCP", "tcp://10.0.0.7:443")]
    [InlineData("INFRA_PORT_443_TCP_PROTO", "tcp")]
    [InlineData("INFRA_PORT_443_TCP_PORT", "443")]
    [InlineData("INFRA_PORT_443_TCP_ADDR", "10.0.0.7")]
    [InlineData("INFRA_HTTP_SERVICE_HOST", "10.0.0.8")]
    [InlineData("INFRA_HTTP_PORT", "tcp://10.0.0.8:80")]
    public void A_variable_that_tells_of_a_service_is_no_setting(string variable, string value) =>
        Assert.Equal(ToolKind.Write, Read("""{ "mode": "write", "plugins": [] }""", null, (variable, value)).Mode);

    [Theory]
    [InlineData("INFRA_PORT", "8181")]
    [InlineData("INFRA_HTTP_PORT", "8181")]
    [InlineData("INFRA_SERVICE", "x")]
    public void A_variable_that_could_be_meant_as_a_setting_is_refused(string variable, string value) =>
        Assert.StartsWith($"Unknown environment variable {variable}.",
            Assert.Throws<SettingsException>(() => Read("""{ "plugins": [] }""", null, (variable, value))).Message,
            StringComparison.Ordinal);

    // As 'docker run --env-file' reads a file with the line ends of Windows.
    [Fact]
    public void A_variable_loses_the_line_break_behind_it()
    {
        var settings = Read("""{ "mode": "destructive", "plugins": [] }""", null, ("INFRA_READ_ONLY", "true\r"),
            ("INFRA_REGION", "eu-west-2\r"), ("INFRA_PROFILE", "\r"));

        Assert.Equal((ToolKind.Read, "eu-west-2", null), (settings.Mode, settings.Aws.Region, settings.Aws.Profile));
    }

    // No shell makes a folder of it in plugins.json, in a client's settings, or behind --journal=.
    [Fact]
    public void A_path_that_begins_with_a_tilde_is_in_the_users_folder()
    {
        var home = AwsEnvironment.Home;

        var written = Read("""{ "journal": { "folder": "~/journal" }, "log": { "file": "~/infra.log" }, "plugins": [] }""");
        var given = Read("""{ "plugins": [] }""", new() { [Switches.LogFile] = "~/given.log" }, ("INFRA_JOURNAL", "~"));
        var other = Read("""{ "journal": { "folder": "~other" }, "plugins": [] }""");

        Assert.Equal((Path.Combine(home, "journal"), Path.Combine(home, "infra.log")), (written.Journal.Folder, written.Log.File));
        Assert.Equal((home, Path.Combine(home, "given.log")), (given.Journal.Folder, given.Log.File));
        Assert.Equal(Path.Combine(Path.GetDirectoryName(file)!, "~other"), other.Journal.Folder);
        Assert.StartsWith(Path.Combine(home, "infra-no-such.json"), Assert.Throws<SettingsException>(() => SettingsReader.Read(
            new() { [Switches.Config] = "~/infra-no-such.json" }, new Dictionary<string, string>())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Flags_win_over_the_environment_and_that_over_the_file()
    {
        var settings = Read("""{ "aws": { "profile": "file", "region": "eu-west-1" }, "plugins": [] }""",
            new() { [Switches.Profile] = "flag" }, ("INFRA_PROFILE", "environment"), ("INFRA_REGION", "eu-west-2"));

        Assert.Equal(("flag", "eu-west-2"), (settings.Aws.Profile, settings.Aws.Region));
    }

    [Fact]
    public void The_plugins_json_that_ships_is_valid_and_reads_only()
    {
        var settings = SettingsReader.Read(new(), new Dictionary<string, string>());

        Assert.Equal(ToolKind.Read, settings.Mode);
        Assert.NotEmpty(settings.Plugins);
    }
}
