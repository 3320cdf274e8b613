using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.AutoScaling;
using Amazon.CloudFormation;
using Amazon.EC2;
using Amazon.ElasticLoadBalancingV2;
using Amazon.IdentityManagement;
using Amazon.RDS;
using Amazon.Runtime;
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
        // AWS asks whether a request is permitted before it looks at it; the double would look first.
        wire = new(moto.Url, new(Strictness.None, 1));
    }

    public async Task DisposeAsync()
    {
        await wire.DisposeAsync();
        await moto.DisposeAsync();
    }

    [Fact]
    public async Task With_the_read_policy_every_read_is_allowed_and_every_write_is_denied_by_AWS()
    {
        var (access, secret) = await UserWithPolicyAsync("read");
        await using var server = await InfraServer.StartAsync(wire.Url, """ "mode": "destructive", "confirm": { "for": "never" } """,
            environment: new() { ["AWS_ACCESS_KEY_ID"] = access, ["AWS_SECRET_ACCESS_KEY"] = secret });
        // Jobs look as well, but are offered in read mode only where they are allowed, and the policy is the one of read mode.
        await using var reader = await InfraServer.StartAsync(wire.Url, """ "mode": "read" """);
        var denied = new List<string>();
        var reads = 0;
        foreach (var tool in server.Tools.Values.Where(t => Judged.Contains(t.Name.Split('_')[0])))
        {
            var answer = await server.CallAsync(tool.Name, Arguments.For(tool.ProtocolTool.InputSchema));
            if (!reader.Tools.ContainsKey(tool.Name)) continue;
            reads++;
            if (Code(answer) is "AccessDenied") denied.Add($"{tool.Name}: {Text(answer)}");
        }

        // Most tools stop at a plan that finds nothing; so the actions are tried themselves as well.
        var tried = await TryWritesAsync(access, secret);
        var writes = wire.Seen.Where(r =>
            !System.Text.RegularExpressions.Regex.IsMatch(r.Operation, ReadModeTests.Reads)).ToList();
        output.WriteLine($"{reads} read tools allowed; {writes.Count} writes sent, {tried} of them directly, all denied.");
        Assert.True(denied.Count == 0, string.Join("\n", denied));
        Assert.True(reads > 20);
        Assert.True(tried > 80);
        Assert.All(writes, w => Assert.True(w.Status is 403, $"{w.Operation}: {w.Status}"));
    }

    [Fact]
    public async Task With_the_policy_of_all_tools_no_tool_is_denied()
    {
        var (access, secret) = await UserWithPolicyAsync("destructive");
        await using var server = await InfraServer.StartAsync(wire.Url, """ "mode": "destructive", "confirm": { "for": "never" } """,
            environment: new() { ["AWS_ACCESS_KEY_ID"] = access, ["AWS_SECRET_ACCESS_KEY"] = secret });
        var denied = new List<string>();
        foreach (var tool in server.Tools.Values.Where(t => Judged.Contains(t.Name.Split('_')[0])))
        {
            var answer = await server.CallAsync(tool.Name, Arguments.For(tool.ProtocolTool.InputSchema));
            if (Code(answer) is "AccessDenied") denied.Add($"{tool.Name}: {Text(answer)}");
        }

        Assert.True(denied.Count == 0, string.Join("\n", denied));
    }

    private async Task<(string Access, string Secret)> UserWithPolicyAsync(string mode)
    {
        using var http = new HttpClient { BaseAddress = moto.Url };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization",
            "AWS4-HMAC-SHA256 Credential=setup/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0");
        await PostAsync(("Action", "CreateUser"), ("UserName", "infra"));
        var created = await PostAsync(("Action", "CreateAccessKey"), ("UserName", "infra"));
        var (number, spent) = (0, 2);
        foreach (var document in await PoliciesAsync(mode))
        {
            await PostAsync(("Action", "PutUserPolicy"), ("UserName", "infra"), ("PolicyName", $"p{number++}"),
                ("PolicyDocument", document));
            spent++;
        }

        // For HeadBucket AWS asks for s3:ListBucket, and for the block of an account for s3:GetAccountPublicAccessBlock; the emulator asks
        // for actions of the operations' names.
        var named = mode == "read" ? "" : ""","s3:PutPublicAccessBlock" """;
        await PostAsync(("Action", "PutUserPolicy"), ("UserName", "infra"), ("PolicyName", "emulator"), ("PolicyDocument",
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:HeadBucket","s3:GetPublicAccessBlock"{{named}}],"Resource":"*"}]}"""));
        spent++;

        // What is left of the free actions is used up, so that the rules hold from here on.
        for (; spent < 8; spent++) await PostAsync(("Action", "GetUser"), ("UserName", "infra"));
        return (Between(created, "<AccessKeyId>", "</AccessKeyId>"), Between(created, "<SecretAccessKey>", "</SecretAccessKey>"));

        async Task<string> PostAsync(params (string Name, string Value)[] fields)
        {
            using var content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))
                .Append(KeyValuePair.Create("Version", "2010-05-08")));
            using var response = await http.PostAsync("/", content);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, text);
            return text;
        }
    }

    // Every write action of the enabled tools, sent as it is, with this key.
    private async Task<int> TryWritesAsync(string access, string secret)
    {
        var actions = Actions(await PoliciesAsync("destructive")).Except(Actions(await PoliciesAsync("read"))).ToList();
        var tried = 0;
        foreach (var (prefix, client) in Clients(access, secret))
        {
            using (client)
            {
                foreach (var operation in actions.Where(a => a.StartsWith($"{prefix}:", StringComparison.Ordinal))
                    .Select(a => a.Split(':')[1]))
                {
                    var method = client.GetType().GetMethods()
                        .FirstOrDefault(m => m.Name == $"{operation}Async"
                        && m.GetParameters() is [{ ParameterType: { IsClass: true } type }, _] && type != typeof(string));
                    if (method is null) continue;
                    tried++;
                    var failure = await Assert.ThrowsAnyAsync<AmazonServiceException>(() =>
                        (Task)method.Invoke(client, [Request(method.GetParameters()[0].ParameterType), CancellationToken.None])!);
                    Assert.True(failure.StatusCode is System.Net.HttpStatusCode.Forbidden,
                        $"{prefix}:{operation}: {failure.StatusCode} {failure.Message}");
                }
            }
        }

        return tried;
    }

    // Empty, but for what the SDK itself asks for before it sends a copy.
    private static object Request(Type type)
    {
        var request = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties().Where(p => p.PropertyType == typeof(string) && p.CanWrite
            && p.Name is "SourceRegion" or "SourceSnapshotId"))
            property.SetValue(request, property.Name is "SourceRegion" ? "us-east-1" : "snap-0a1b2c3d4e5f60718");
        return request;
    }

    private IEnumerable<(string Prefix, AmazonServiceClient Client)> Clients(string access, string secret)
    {
        yield return ("ec2", new AmazonEC2Client(access, secret, Configured(new AmazonEC2Config())));
        yield return ("rds", new AmazonRDSClient(access, secret, Configured(new AmazonRDSConfig())));
        yield return ("elasticloadbalancing",
            new AmazonElasticLoadBalancingV2Client(access, secret, Configured(new AmazonElasticLoadBalancingV2Config())));
        yield return ("autoscaling", new AmazonAutoScalingClient(access, secret, Configured(new AmazonAutoScalingConfig())));
        yield return ("cloudformation", new AmazonCloudFormationClient(access, secret, Configured(new AmazonCloudFormationConfig())));
        yield return ("iam", new AmazonIdentityManagementServiceClient(access, secret,
            Configured(new AmazonIdentityManagementServiceConfig())));

        T Configured<T>(T config) where T : ClientConfig
        {
            (config.ServiceURL, config.AuthenticationRegion, config.MaxErrorRetry) = (wire.Url.ToString(), "us-east-1", 0);
            return config;
        }
    }

    private static HashSet<string> Actions(IReadOnlyList<string> documents) =>
        [.. documents.SelectMany(d => JsonNode.Parse(d)!["Statement"]!.AsArray()).SelectMany(s => s!["Action"]!.AsArray())
            .Select(a => a!.GetValue<string>())];

    // What 'infra policy' prints for the configuration that the server runs with.
    private static async Task<IReadOnlyList<string>> PoliciesAsync(string mode)
    {
        var folder = Directory.CreateTempSubdirectory("infra-test-").FullName;
        var config = await InfraServer.WriteConfigAsync(folder, $"\"mode\": \"{mode}\"");
        var start = new ProcessStartInfo("dotnet",
            [Path.Combine(InfraServer.HostFolder, "infra.dll"), "policy", "--config", config])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        using var process = Process.Start(start)!;
        _ = process.StandardError.ReadToEndAsync();
        var json = JsonNode.Parse(await process.StandardOutput.ReadToEndAsync())!;
        await process.WaitForExitAsync();
        Directory.Delete(folder, recursive: true);
        return json is JsonArray several ? [.. several.Select(d => d!.ToJsonString())] : [json.ToJsonString()];
    }

    private static string Between(string text, string before, string after) => text.Split(before)[1].Split(after)[0];

    private static string Text(CallToolResult answer) => ((TextContentBlock)answer.Content[0]).Text;

    private static string? Code(CallToolResult answer) =>
        answer.IsError is true ? JsonElement.Parse(Text(answer)).GetProperty("error").GetProperty("code").GetString() : null;
}
