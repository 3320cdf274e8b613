using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Infra.Core.Safety;

namespace Infra.Host.Cli.Health;

/// <summary><c>infra doctor</c> where something is wrong: it is named, with what to do. tests/Emulator has one that is well.</summary>
public sealed class DoctorCommandTests : IDisposable
{
    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Each_assistant_is_told_by_what_its_settings_say_of_this_program()
    {
        var config = Path.Combine(home.Folder, "none.json");
        string[] doctor = ["doctor", "--config", config];
        foreach (var client in new[] { "codex", "gemini", "kiro" })
            Assert.Equal(0, (await home.RunAsync("install", client, "--yes", "--config", config)).Exit);
        // A key that a person has added is no difference.
        Replace(".gemini/settings.json", "\"command\"", "\"timeout\": 9000,\n      \"command\"");
        // Another program, or other switches.
        Replace(".kiro/settings/mcp.json", "none.json", "other.json");
        home.Write(".cursor/mcp.json", """{ "mcpServers": { "notes": { "command": "notes" } } }""");
        home.Write(".claude.json", "{ \"mcpServers\": ");

        var rows = Rows(await home.RunAsync(doctor));

        Assert.Equal(("ok", $"{In(".codex/config.toml")} starts this program."), rows["codex"]);
        Assert.Equal(("ok", $"{In(".gemini/settings.json")} starts this program."), rows["gemini"]);
        Assert.Equal(("warning", $"The server 'aws' in {In(".kiro/settings/mcp.json")} is not this program with these switches."),
            rows["kiro"]);
        Assert.Equal(("off", $"{In(".cursor/mcp.json")} has no server 'aws'."), rows["cursor"]);
        Assert.Equal("unknown", rows["claude-code"].Status);
        Assert.Contains("cannot be read", rows["claude-code"].Found, StringComparison.Ordinal);
        Assert.Equal(("off", "No settings here: claude-desktop, vscode, amazon-q."), rows["assistants"]);
        Assert.Equal(("failed", $"{config} does not exist. Name the configuration with --config or INFRA_CONFIG."), rows["settings"]);
        Assert.Equal(7, rows.Count);
    }

    // What a client reads, or passes over, must not end the examination.
    [Theory]
    [InlineData(".gemini/settings.json", "gemini", """{ "mcpServers": { "aws": { /* mine */ "command": "infra", } } }""", "warning")]
    [InlineData(".cursor/mcp.json", "cursor", """{ "mcpServers": { "aws": "infra" } }""", "warning")]
    [InlineData(".cursor/mcp.json", "cursor", """{ "mcpServers": { "aws": null } }""", "warning")]
    [InlineData(".cursor/mcp.json", "cursor", """{ "mcpServers": { "aws": { "command": "a", "command": "b" } } }""", "warning")]
    [InlineData(".cursor/mcp.json", "cursor", """[]""", "unknown")]
    public async Task An_entry_of_another_shape_is_not_this_program(string file, string client, string text, string status)
    {
        home.Write(file, text);

        var examined = await home.RunAsync("doctor", "--config", "none.json");

        Assert.Equal(status, Rows(examined)[client].Status);
    }

    [Fact]
    public async Task A_comment_in_the_entry_of_a_client_that_takes_them_is_no_difference()
    {
        Assert.Equal(0, (await home.RunAsync("install", "gemini", "--yes", "--config", "none.json")).Exit);
        Replace(".gemini/settings.json", "\"command\"", "// ours\n      \"command\"");

        Assert.Equal("ok", Rows(await home.RunAsync("doctor", "--config", "none.json"))["gemini"].Status);
    }

    [Fact]
    public async Task All_that_is_wrong_is_named_with_what_to_do_and_the_exit_code_says_so()
    {
        using var aws = new Loopback(_ => Reply.Query(403, "InvalidClientTokenId", "The security token is invalid"));
        using var container = new Loopback(_ => new(200, $$"""
            {"AccessKeyId":"ASIA","SecretAccessKey":"secret-of-the-container","Token":"t",
            "Expiration":"{{DateTimeOffset.UtcNow.AddMinutes(7):yyyy-MM-ddTHH:mm:ssZ}}"}
            """, "application/json"));
        home.With(aws.Url);
        (home["AWS_ACCESS_KEY_ID"], home["AWS_SECRET_ACCESS_KEY"]) = (null, null);
        home["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = $"{container.Url}/keys";
        home.Configure($$""" "journal": { "folder": "{{home.Write("taken", "").Replace('\\', '/')}}" }, """, "Account", "Gone");

        var examined = await home.RunAsync("doctor", "-o", "table");

        Assert.Equal(1, examined.Exit);
        var lines = examined.Out.TrimEnd('\n').Split('\n').ToList();
        Told("failed   plugin           ", "plugins/Gone", "'infra plugins verify' tells more.");
        Told("failed   journal          ", "taken cannot be written", "--journal");
        Told("warning  credentials      ", "; they expire in ", "infra sign-in");
        Told("failed   identity         ", "", "");
        Told("unknown  permissions      ", "Not known: ", "");
        Assert.Contains(lines, l => l.StartsWith("ok       region           eu-west-1 (AWS_REGION", StringComparison.Ordinal));
        Assert.DoesNotContain("secret-of-the-container", examined.Out, StringComparison.Ordinal);

        void Told(string start, string found, string hint)
        {
            var at = lines.FindIndex(l => l.StartsWith(start, StringComparison.Ordinal));
            Assert.True(at >= 0, $"{start}\n{examined.Out}");
            Assert.Contains(found, lines[at], StringComparison.Ordinal);
            Assert.Contains(hint, lines[at + 1], StringComparison.Ordinal);
            Assert.StartsWith($"{new string(' ', 26)}-> ", lines[at + 1], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("allowed", "ok", "arn:aws:iam::123456789012:user/ann has all that the enabled tools need.")]
    [InlineData("implicitDeny", "warning", "arn:aws:iam::123456789012:user/ann lacks 1 actions, which ")]
    public async Task What_the_caller_may_not_do_is_counted(string decision, string status, string found)
    {
        Loopback? account = null;
        using var aws = account = new(n => new(200, account!.Requests[n - 1].Contains("Action=GetCallerIdentity&", StringComparison.Ordinal)
            ? """
                <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
                <Arn>arn:aws:iam::123456789012:user/ann</Arn><UserId>A</UserId><Account>123456789012</Account>
                </GetCallerIdentityResult></GetCallerIdentityResponse>
                """
            : $"""
                <SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><SimulatePrincipalPolicyResult>
                <IsTruncated>false</IsTruncated><EvaluationResults><member><EvalActionName>rds:DescribeDBInstances</EvalActionName>
                <EvalResourceName>*</EvalResourceName><EvalDecision>{decision}</EvalDecision></member></EvaluationResults>
                </SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>
                """));
        home.With(aws.Url).Configure(""" "journal": { "folder": "journal" }, """, "Account", "Rds");

        var rows = Rows(await home.RunAsync("doctor", "--timeout", "60"), exit: 0);

        Assert.Equal(status, rows["permissions"].Status);
        Assert.StartsWith(found, rows["permissions"].Found, StringComparison.Ordinal);
        Assert.Equal(("ok", $"{Path.Combine(home.Folder, "journal")} can be written."), rows["journal"]);
        Assert.StartsWith("From ", rows["credentials"].Found, StringComparison.Ordinal);
        Assert.EndsWith("they do not expire.", rows["credentials"].Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_told_with_who_issued_it_and_where_to_name_that()
    {
        using var certificate = Certificate();
        using var aws = new Loopback(_ => new(200, ""), certificate);
        home.With(aws.Url).Configure("", "S3");

        var rows = Rows(await home.RunAsync("doctor"));

        Assert.Equal(("failed", $"{aws.Url} cannot be reached: there is no secure connection."), rows["endpoint"]);
        Assert.Equal(("failed", "The certificate, issued by Inspection of Example, is not trusted."), rows["TLS"]);
        Assert.Equal("unknown", rows["clock"].Status);
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_told_without_the_password_in_its_address()
    {
        int free;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            free = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        home.With("https://aws.invalid").Configure("", "S3");
        home["HTTPS_PROXY"] = $"http://ann:secret-of-the-proxy@127.0.0.1:{free}";

        var examined = await home.RunAsync("doctor");

        var rows = Rows(examined);
        Assert.Equal(("failed", $"https://aws.invalid cannot be reached: the proxy http://127.0.0.1:{free} is not there."),
            rows["endpoint"]);
        Assert.Equal("ok", rows["proxy"].Status);
        Assert.DoesNotContain("secret-of-the-proxy", examined.Out, StringComparison.Ordinal);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Inspection of Example", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        // Windows cannot serve with a key that is in memory alone.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private string In(string file) => Path.Combine(home.Folder, file);

    private void Replace(string file, string old, string now)
    {
        var text = File.ReadAllText(In(file));
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(In(file), text.Replace(old, now, StringComparison.Ordinal));
    }

    private static Dictionary<string, (string Status, string Found)> Rows(Ended examined, int exit = 1)
    {
        Assert.True((exit, "") == (examined.Exit, examined.Error), examined.Out + examined.Error);
        var rows = JsonElement.Parse(examined.Out).GetProperty("items").EnumerateArray().ToList();
        Assert.All(rows.Where(r => r.GetProperty("status").GetString() is not ("ok" or "off")),
            r => Assert.NotEmpty(r.GetProperty("hint").GetString()!));
        return rows.DistinctBy(r => r.GetProperty("check").GetString()).ToDictionary(r => r.GetProperty("check").GetString()!,
            r => (r.GetProperty("status").GetString()!, r.GetProperty("found").GetString()!));
    }
}
