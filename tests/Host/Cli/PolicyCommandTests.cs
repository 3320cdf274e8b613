using System.Text.Json;
using Infra.Core.Safety;

namespace Infra.Host.Cli;

/// <summary><c>infra policy</c>: what whoever grants permissions pastes, and what a pipeline learns from its end.</summary>
public sealed class PolicyCommandTests : IDisposable
{
    private const string Caller = """
        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
        <Arn>arn:aws:iam::123456789012:user/ann</Arn><UserId>A</UserId><Account>123456789012</Account>
        </GetCallerIdentityResult></GetCallerIdentityResponse>
        """;

    private readonly Home home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task One_module_in_read_mode_needs_one_document_and_no_action_that_writes()
    {
        home.Configure("", "Rds");

        var printed = await home.RunAsync("policy");

        Assert.Equal((0, ""), (printed.Exit, printed.Error));
        var actions = Actions(JsonElement.Parse(printed.Out)).ToList();
        Assert.Contains("rds:DescribeDBInstances", actions);
        Assert.Contains("sts:GetCallerIdentity", actions);
        Assert.DoesNotContain(actions, a => a.Contains(":Delete", StringComparison.Ordinal) || a.Contains('*', StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_too_long_for_a_managed_policy_is_a_list_and_the_hosts_own_are_told_apart()
    {
        home.Configure(""" "mode": "destructive", "aws": { "region": "eu-west-1" }, "state": { "table": "shared" }, """,
            "Account", "Ec2", "S3", "Rds", "Lambda", "Iam");

        var printed = await home.RunAsync("policy");
        var role = JsonElement.Parse((await home.RunAsync("policy", "--role")).Out);

        var documents = JsonElement.Parse(printed.Out).EnumerateArray().ToList();
        Assert.All(documents, d => Assert.InRange(JsonSerializer.Serialize(d).Length, 1, 6144));
        Assert.Contains($"these are {documents.Count - 1} documents in a list", printed.Error, StringComparison.Ordinal);
        Assert.Contains("the last document is the host's own, for the state in the table shared", printed.Error, StringComparison.Ordinal);
        var state = Assert.Single(documents[^1].GetProperty("Statement").EnumerateArray());
        Assert.Equal("arn:aws:dynamodb:eu-west-1:*:table/shared", state.GetProperty("Resource").GetString());
        Assert.Contains("AWS::IAM::Role", role.GetProperty("Resources").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_of_the_inventory_has_a_document_of_its_own()
    {
        home.Configure("", "S3");
        var file = Path.Combine(home.Folder, "plugins.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("S3\" }]", "S3\" }, { \"path\": \""
            + Path.Combine(Core.BuiltHost.Folder, "plugins", "Inventory").Replace('\\', '/')
            + "\", \"settings\": { \"history\": \"s3://kept/inventory\" } }]", StringComparison.Ordinal));

        var printed = await home.RunAsync("policy");

        Assert.True(printed.Exit == 0, printed.Error);
        Assert.Contains("the document with InfraHistory is the host's own", printed.Error, StringComparison.Ordinal);
        Assert.Contains("arn:aws:s3:::kept/inventory/*", printed.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("allowed", 0)]
    [InlineData("implicitDeny", 1)]
    public async Task A_check_ends_with_one_when_an_action_is_missing(string decision, int exit)
    {
        using var aws = Aws(Simulation(decision));
        home.With(aws.Url).Configure("", "Account", "Rds");

        var told = await home.RunAsync("policy", "--check");

        Assert.True(told.Exit == exit, told.Error + told.Out);
        var missing = JsonElement.Parse(told.Out).GetProperty("missingActions").EnumerateArray().Select(a => a.GetString());
        Assert.Equal(exit == 0 ? [] : ["rds:DescribeDBInstances"], missing);
    }

    // One is what a pipeline takes for a missing permission.
    [Fact]
    public async Task A_check_that_AWS_does_not_answer_ends_as_other_commands_do()
    {
        using var aws = Aws(Reply.Query(403, "AccessDenied", "not authorized"));
        home.With(aws.Url).Configure("", "Account", "Rds");
        var denied = await home.RunAsync("policy", "--check");
        (home["AWS_ACCESS_KEY_ID"], home["AWS_SECRET_ACCESS_KEY"]) = (null, null);
        var keyless = await home.RunAsync("policy", "--check");

        Assert.Equal((4, ""), (denied.Exit, denied.Out));
        Assert.Contains("may not simulate its own policies", denied.Error, StringComparison.Ordinal);
        Assert.Contains("Grant iam:SimulatePrincipalPolicy", denied.Error, StringComparison.Ordinal);
        Assert.Equal((4, ""), (keyless.Exit, keyless.Out));
        Assert.Contains("NoCredentials", keyless.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("policy --modules rds --check", "--check needs a tool that asks AWS what the caller may do; none is enabled.")]
    [InlineData("policy --modules account", "No tools are enabled")]
    public async Task Without_the_tools_that_it_takes_nothing_is_printed(string typed, string said)
    {
        home.Configure("", "Rds");
        File.WriteAllText(Path.Combine(home.Folder, "none.json"), """{ "plugins": [] }""");
        if (typed.EndsWith("account", StringComparison.Ordinal)) home["INFRA_CONFIG"] = Path.Combine(home.Folder, "none.json");

        var ended = await home.RunAsync(typed.Replace(" --modules account", "", StringComparison.Ordinal).Split(' '));

        Assert.Equal((2, ""), (ended.Exit, ended.Out));
        Assert.Contains(said, ended.Error, StringComparison.Ordinal);
    }

    private static Loopback Aws(Reply simulated)
    {
        Loopback? aws = null;
        aws = new(n => aws!.Requests[n - 1].Contains("Action=GetCallerIdentity&", StringComparison.Ordinal) ? new(200, Caller) : simulated);
        return aws;
    }

    private static Reply Simulation(string decision) => new(200, $"""
        <SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><SimulatePrincipalPolicyResult>
        <IsTruncated>false</IsTruncated><EvaluationResults><member><EvalActionName>rds:DescribeDBInstances</EvalActionName>
        <EvalResourceName>*</EvalResourceName><EvalDecision>{decision}</EvalDecision></member></EvaluationResults>
        </SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>
        """);

    private static IEnumerable<string> Actions(JsonElement document) => document.GetProperty("Statement").EnumerateArray()
        .Select(s => s.GetProperty("Action"))
        .SelectMany(a => a.ValueKind is JsonValueKind.Array ? a.EnumerateArray().Select(one => one.GetString()!) : [a.GetString()!]);
}
