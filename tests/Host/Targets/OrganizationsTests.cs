using System.Text.Json;
using Infra.Core.Calls.Steps;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Core.Targets;

/// <summary>The members of an organization as AWS lists them: in pages, in units within units, with tags of their own.</summary>
[Collection(nameof(RunOverTargetsTests))] // The environment is one.
public sealed class OrganizationsTests : IDisposable
{
    private readonly Dictionary<string, string?> before = [];

    public OrganizationsTests()
    {
        Set("AWS_ACCESS_KEY_ID", "AKIATEST");
        Set("AWS_SECRET_ACCESS_KEY", "s");
        Set("AWS_PROFILE", null);
        Set("AWS_CONFIG_FILE", "/none");
        Set("AWS_SHARED_CREDENTIALS_FILE", "/none");
        Set("AWS_MAX_ATTEMPTS", "1");
    }

    public void Dispose()
    {
        foreach (var (name, value) in before) Environment.SetEnvironmentVariable(name, value);
    }

    [Fact]
    public async Task Of_units_those_within_count_too_and_names_and_tags_choose()
    {
        using var aws = new Answers(request => request switch
        {
            { Parent: "ou-prod", Token: null, Nth: 1 } =>
                $$"""{ "Accounts": [{{Member("web", 1)}}, {{Member("old", 2, "SUSPENDED")}}], "NextToken": "p2" }""",
            { Parent: "ou-prod", Token: "p2" } => $$"""{ "Accounts": [{{Member("data", 3)}}] }""",
            { Parent: "ou-prod" } => """{ "OrganizationalUnits": [{ "Id": "ou-inner", "Name": "inner" }] }""",
            { Parent: "ou-inner", Nth: 1 } => $$"""{ "Accounts": [{{Member("api", 4)}}, {{Member("web-eu", 5)}}] }""",
            { Parent: "ou-inner" } => """{ "OrganizationalUnits": [] }""",
            { Resource: "000000000004" } => """{ "Tags": [], "NextToken": "t2" }""",
            { Resource: "000000000003" } =>
                """{ "Tags": [{ "Key": "team", "Value": "data" }, { "Key": "managed", "Value": "yes" }] }""",
            { Resource: not null } => """{ "Tags": [{ "Key": "team", "Value": "web" }, { "Key": "managed", "Value": "" }] }""",
            _ => throw new InvalidOperationException(request.ToString()),
        }, secondPageOfTags: """{ "Tags": [{ "Key": "team", "Value": "web" }, { "Key": "managed", "Value": "1" }] }""");
        var settings = new AccountSettings(ExternalId: "x", SessionName: "audit",
            SessionTags: new Dictionary<string, string> { ["a"] = "b" },
            Organization: new("/ops/infra", Units: ["ou-prod"], Names: ["web*", "data", "api", "old"],
                Tags: new Dictionary<string, string> { ["team"] = "web", ["managed"] = "" }));

        var members = await OrganizationsOf(aws).MembersAsync("corp", settings, default);
        var again = await OrganizationsOf(aws).MembersAsync("corp",
            settings with { Organization = settings.Organization! with { Tags = null } }, default);

        Assert.Equal(["api 000000000004", "web 000000000001", "web-eu 000000000005"], members.Select(m => $"{m.Name} {m.Id}"));
        Assert.Equal(["api", "data", "web", "web-eu"], again.Select(m => m.Name));
        var role = members[0].Role!;
        Assert.Equal(("arn:aws:iam::000000000004:role/ops/infra", "x", "audit"), (role.Arn, role.ExternalId, role.SessionName));
        Assert.Equal("b", role.Tags!["a"]);
    }

    [Fact]
    public async Task All_members_are_read_to_the_end_and_kept_for_as_long_as_the_configuration_says()
    {
        using var aws = new Answers(request => request.Token is null
            ? $$"""{ "Accounts": [{{Member("web", 1)}}], "NextToken": "p2" }""" : $$"""{ "Accounts": [{{Member("api", 2)}}] }""");
        var clock = new TickingClock();
        var organizations = new Organizations(new(), new(Region: "eu-west-1", EndpointUrl: aws.Url), clock);
        var settings = new AccountSettings(Organization: new("infra", Minutes: 5));

        foreach (var (minutes, requests) in new[] { (0, 2), (4, 2), (2, 4) })
        {
            clock.Advance(TimeSpan.FromMinutes(minutes));
            Assert.Equal(["api", "web"], (await organizations.MembersAsync("corp", settings, default)).Select(m => m.Name));
            Assert.Equal(requests, aws.Count);
        }
    }

    [Theory]
    [InlineData("ParentNotFoundException", "You specified parent that doesn't exist.",
        "The organization 'corp' does not have all of the units ou-gone.", "Correct aws.accounts.corp.organization.units in plugins.json.")]
    [InlineData("AccessDeniedException", "You don't have permissions to access this resource.",
        "The members of the organization 'corp' could not be listed: ", "Only the management account and delegated administrators may")]
    public async Task Why_they_cannot_be_listed_is_told(string code, string said, string message, string hint)
    {
        using var server = new Loopback(_ =>
            new(400, $$"""{ "__type": "{{code}}", "Message": "{{said}}" }""", "application/x-amz-json-1.1"));
        var organizations = new Organizations(new(), new(Region: "eu-west-1", EndpointUrl: server.Url), TimeProvider.System);

        var failure = await Assert.ThrowsAsync<ToolException>(() =>
            organizations.MembersAsync("corp", new(Organization: new("infra", Units: ["ou-gone"])), default));

        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
        Assert.StartsWith(hint, failure.Hint, StringComparison.Ordinal);
        Assert.Equal(code, failure.AwsErrorCode);
    }

    private static Organizations OrganizationsOf(Answers aws) =>
        new(new(), new(Region: "eu-west-1", EndpointUrl: aws.Url), TimeProvider.System);

    private static string Member(string name, int id, string state = "ACTIVE") => $$"""
        {
          "Id": "{{id:000000000000}}", "Arn": "arn:aws:organizations::999:account/o-1/{{id:000000000000}}",
          "Name": "{{name}}", "State": "{{state}}"
        }
        """;

    private void Set(string name, string? value)
    {
        before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }

    // What was asked: two operations have the same input, and that for accounts comes first.
    private sealed record Asked(string? Parent, string? Resource, string? Token, int Nth);

    private sealed class Answers : IDisposable
    {
        private readonly Loopback server;
        private readonly Dictionary<string, int> seen = [];

        public Answers(Func<Asked, string> answer, string secondPageOfTags = "{}") => server = new(n =>
        {
            var body = JsonElement.Parse(server!.Requests[n - 1].Split('\n', 2)[1]);
            string? Text(string name) => body.TryGetProperty(name, out var value) ? value.GetString() : null;
            var (parent, resource, token) = (Text("ParentId"), Text("ResourceId"), Text("NextToken"));
            int nth;
            lock (seen) nth = seen[$"{parent}{resource}{token}"] = seen.GetValueOrDefault($"{parent}{resource}{token}") % 2 + 1;
            return new(200, token is "t2" ? secondPageOfTags : answer(new(parent, resource, token, nth)), "application/x-amz-json-1.1");
        });

        public string Url => server.Url;

        public int Count => server.Requests.Count;

        public void Dispose() => server.Dispose();
    }
}
