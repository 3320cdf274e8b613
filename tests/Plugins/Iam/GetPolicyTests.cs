using System.Text.Json;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class GetPolicyTests : IamToolTest
{
    [Fact]
    public async Task Holders_are_told_by_kind_and_an_older_version_can_be_asked_for()
    {
        Client.ListEntitiesForPolicyAsync(default!, default)
            .ReturnsForAnyArgs(
                new ListEntitiesForPolicyResponse
                {
                    PolicyRoles = [new() { RoleName = "web" }],
                    PolicyUsers = [new() { UserName = "alice" }]
                });
        Client.GetPolicyVersionAsync(Arg.Is<GetPolicyVersionRequest>(r => r.VersionId == "v1"), default)
            .Returns(new GetPolicyVersionResponse { PolicyVersion = new() { Document = Uri.EscapeDataString(Narrow) } });

        var policy = await RunAsync(GetPolicy.Tool, new { policyArn = Ours, version = "v1" });

        Assert.Equal(("web", "alice", 0),
            (policy.GetProperty("roles")[0].GetString(), policy.GetProperty("users")[0].GetString(),
                policy.GetProperty("groups").GetArrayLength()));
        Assert.Equal("s3:GetObject", policy.GetProperty("document").GetProperty("Statement")[0].GetProperty("Action").GetString());
        Assert.True(policy.GetProperty("versions")[0].GetProperty("isDefault").GetBoolean());
    }

    [Fact]
    public async Task A_long_document_is_read_a_statement_at_a_time_and_a_long_statement_in_parts_that_are_whole() // ANS-R3
    {
        var actions = Enumerable.Range(0, 1200).Select(i => $"service{i}:Describe").ToList();
        var statements = new[] { """{"Sid":"small","Effect":"Allow","Action":"s3:*","Resource":"*"}""",
            $$"""{"Effect":"Allow","Action":{{JsonSerializer.Serialize(actions)}},"Resource":"*"}""" };
        Client.GetPolicyVersionAsync(default!, default).ReturnsForAnyArgs(new GetPolicyVersionResponse
        {
            PolicyVersion = new()
            {
                Document = Uri.EscapeDataString(
                $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements)}}]}""")
            },
        });

        var whole = await RunAsync(GetPolicy.Tool, new { policyArn = Ours });
        Assert.False(whole.TryGetProperty("document", out _));
        Assert.Equal(["small", null],
            whole.GetProperty("statements").EnumerateArray().Select(s => s.TryGetProperty("sid", out var sid) ? sid.GetString() : null));
        Assert.Contains("pass statement", whole.GetProperty("note").GetString(), StringComparison.Ordinal);

        List<string> read = [];
        for (int? offset = 0; offset is { } from;)
        {
            var answer = await RunAsync(GetPolicy.Tool, new { policyArn = Ours, statement = 2, offset = from });
            Assert.True(answer.GetRawText().Length < 12_000);
            var part = answer.GetProperty("statement");
            read.AddRange(part.GetProperty("statement").GetProperty("Action").EnumerateArray().Select(a => a.GetString()!));
            Assert.Equal("*", part.GetProperty("statement").GetProperty("Resource").GetString());
            offset = part.TryGetProperty("nextOffset", out var next) ? next.GetInt32() : null;
        }

        Assert.Equal(actions, read);
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await FailsAsync(() => RunAsync(GetPolicy.Tool, new { policyArn = Ours, statement = 3 }))).Code);
    }

    [Fact]
    public async Task A_count_that_differs_from_the_list_and_holders_that_do_not_fit_are_said() // ANS-R12
    {
        Policy.AttachmentCount = 150;
        Client.ListEntitiesForPolicyAsync(default!, default)
            .ReturnsForAnyArgs(
                new ListEntitiesForPolicyResponse
                {
                    PolicyRoles = [.. Enumerable.Range(0, 120)
                    .Select(i => new PolicyRole { RoleName = $"r{i:000}" })]
                });

        var first = await RunAsync(GetPolicy.Tool, new { policyArn = Ours });
        var rest = await RunAsync(GetPolicy.Tool, new { policyArn = Ours, holderOffset = 100 });

        Assert.Equal("IAM counts 150 attachments and lists 120. 20 more have it: pass holderOffset 100.",
            first.GetProperty("note").GetString());
        Assert.Equal((100, 20, "r119"),
            (first.GetProperty("roles").GetArrayLength(), rest.GetProperty("roles").GetArrayLength(),
                rest.GetProperty("roles")[19].GetString()));
    }
}
