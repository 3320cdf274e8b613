using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using Xunit.Abstractions;

namespace Infra.Emulator.Safety;

/// <summary>
/// The generated policy is enough, and no more: a moto that enforces IAM judges. It cannot judge every service; those that it can
/// are listed.
/// </summary>
public sealed class PolicyProofTests(ITestOutputHelper output) : IAsyncLifetime
{
    // Others answer 403 to whoever asks, in a form that no client reads.
    private static readonly string[] Judged = ["ec2", "vpc", "rds", "elb", "asg", "cfn", "s3", "iam"];

    private Moto moto = null!;
    private Wire wire = null!;

    public async Task InitializeAsync()
    {
        // The user, its key and its policies are made before the rules hold.
        moto = await Moto.StartAsync(("INITIAL_NO_AUTH_ACTION_COUNT", "8"));
        wire = new(moto.Url);
    }

    public async Task DisposeAsync()
    {
        await wire.DisposeAsync();
        await moto.DisposeAsync();
    }

    [Fact]
    public async Task With_the_read_policy_every_read_is_allowed_and_every_write_is_denied_by_AWS()
    {
        var key = await UserWithPolicyAsync("read");
        await using var server = await InfraServer.StartAsync(wire.Url, """ "mode": "destructive", "confirm": { "for": "never" } """, environment: key);
        var denied = new List<string>();
        var reads = 0;
        foreach (var tool in server.Tools.Values.Where(t => Judged.Contains(t.Name.Split('_')[0])))
        {
            var isRead = tool.ProtocolTool.Annotations!.ReadOnlyHint is true;
            var answer = await server.CallAsync(tool.Name, Arguments.For(tool.ProtocolTool.InputSchema));
            if (!isRead) continue;
            reads++;
            if (Code(answer) is "AccessDenied") denied.Add($"{tool.Name}: {Text(answer)}");
        }

        var writes = wire.Seen.Where(r => !System.Text.RegularExpressions.Regex.IsMatch(r.Operation, "^(Describe|Get|List|Search|Lookup|Simulate|Validate|Test|Head|Estimate|GET |HEAD )")).ToList();
        output.WriteLine($"{reads} read tools allowed; {writes.Count} writes sent by the other tools, all denied.");
        Assert.True(denied.Count == 0, string.Join("\n", denied));
        Assert.True(reads > 20);
        Assert.True(writes.Count > 10);
        Assert.All(writes, w => Assert.True(w.Status is 403, $"{w.Operation}: {w.Status}"));
    }

    [Fact]
    public async Task With_the_policy_of_all_tools_no_tool_is_denied()
    {
        var key = await UserWithPolicyAsync("destructive");
        await using var server = await InfraServer.StartAsync(wire.Url, """ "mode": "destructive", "confirm": { "for": "never" } """, environment: key);
        var denied = new List<string>();
        foreach (var tool in server.Tools.Values.Where(t => Judged.Contains(t.Name.Split('_')[0])))
        {
            var answer = await server.CallAsync(tool.Name, Arguments.For(tool.ProtocolTool.InputSchema));
            if (Code(answer) is "AccessDenied") denied.Add($"{tool.Name}: {Text(answer)}");
        }

        Assert.True(denied.Count == 0, string.Join("\n", denied));
    }

    private async Task<Dictionary<string, string?>> UserWithPolicyAsync(string mode)
    {
        using var http = new HttpClient { BaseAddress = moto.Url };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=setup/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0");
        await PostAsync(("Action", "CreateUser"), ("UserName", "infra"));
        var created = await PostAsync(("Action", "CreateAccessKey"), ("UserName", "infra"));
        var (number, spent) = (0, 2);
        foreach (var document in Policies(mode))
        {
            await PostAsync(("Action", "PutUserPolicy"), ("UserName", "infra"), ("PolicyName", $"p{number++}"), ("PolicyDocument", document));
            spent++;
        }

        // What is left of the free actions is used up, so that the rules hold from here on.
        for (; spent < 8; spent++) await PostAsync(("Action", "GetUser"), ("UserName", "infra"));
        return new() { ["AWS_ACCESS_KEY_ID"] = Between(created, "<AccessKeyId>", "</AccessKeyId>"), ["AWS_SECRET_ACCESS_KEY"] = Between(created, "<SecretAccessKey>", "</SecretAccessKey>") };

        async Task<string> PostAsync(params (string Name, string Value)[] fields)
        {
            using var content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)).Append(KeyValuePair.Create("Version", "2010-05-08")));
            using var response = await http.PostAsync("/", content);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, text);
            return text;
        }
    }

    private static IReadOnlyList<string> Policies(string mode)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(InfraServer.HostFolder, "infra.dll"), "policy", "--mode", mode]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        _ = process.StandardError.ReadToEndAsync();
        var json = JsonNode.Parse(process.StandardOutput.ReadToEnd())!;
        process.WaitForExit();
        return json is JsonArray several ? [.. several.Select(d => d!.ToJsonString())] : [json.ToJsonString()];
    }

    private static string Between(string text, string before, string after) => text.Split(before)[1].Split(after)[0];

    private static string Text(CallToolResult answer) => ((TextContentBlock)answer.Content[0]).Text;

    private static string? Code(CallToolResult answer) => answer.IsError is true ? JsonElement.Parse(Text(answer)).GetProperty("error").GetProperty("code").GetString() : null;
}
