using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class ListStatementsTests : IamToolTest
{
    private const string Managed = "arn:aws:iam::123456789012:policy/deploy";

    [Fact]
    public async Task Inline_and_attached_policies_become_a_row_for_each_statement_whichever_page_they_come_in()
    {
        List<string?> markers = [];
        Client.GetAccountAuthorizationDetailsAsync(null, default).ReturnsForAnyArgs(call =>
        {
            var request = call.Arg<GetAccountAuthorizationDetailsRequest>();
            markers.Add(request.Marker);
            return request.Marker is null ? First : Second;
        });

        var page = await RunAsync(ListStatements.Tool, new { });

        Assert.Equal([null, "more"], markers);
        Assert.Equal(
        [
            """{"ownerType":"role","owner":"ci","policy":"own","sid":"A","effect":"Allow","actions":["s3:*"],"resources":["*"]}""",
            """{"ownerType":"role","owner":"ci","policy":"own","effect":"Deny","notActions":["iam:Get*","iam:List*"],"notResources":["arn:aws:s3:::x"],"condition":"{\u0022Bool\u0022:{\u0022aws:MultiFactorAuthPresent\u0022:\u0022false\u0022}}"}"""
                .Replace("\\u0022", "\\\"", StringComparison.Ordinal),
            $$"""{"ownerType":"role","owner":"ci","policy":"deploy","policyArn":"{{Managed}}","effect":"Allow","actions":["lambda:UpdateFunctionCode"],"resources":["*"]}""",
            $$"""{"ownerType":"user","owner":"ann","policy":"deploy","policyArn":"{{Managed}}","effect":"Allow","actions":["lambda:UpdateFunctionCode"],"resources":["*"]}""",
            """{"ownerType":"group","owner":"ops","policy":"look","effect":"Allow","actions":["ec2:Describe*"],"resources":["*"]}""",
        ], page.GetProperty("items").EnumerateArray().Select(i => i.GetRawText()));
        Assert.True(page.GetProperty("complete").GetBoolean());
    }

    // The document that is attached is the default version, and comes behind its owner.
    private static GetAccountAuthorizationDetailsResponse First => new()
    {
        IsTruncated = true,
        Marker = "more",
        RoleDetailList =
        [
            new()
            {
                RoleName = "ci",
                RolePolicyList = [new() { PolicyName = "own", PolicyDocument = Uri.EscapeDataString(Own) }],
                AttachedManagedPolicies = [new() { PolicyName = "deploy", PolicyArn = Managed }],
            },
        ],
        UserDetailList = [new() { UserName = "ann", AttachedManagedPolicies = [new() { PolicyName = "deploy", PolicyArn = Managed }] }],
    };

    private static GetAccountAuthorizationDetailsResponse Second => new()
    {
        GroupDetailList =
        [
            new()
            {
                GroupName = "ops",
                GroupPolicyList =
                [
                    new()
                    {
                        PolicyName = "look",
                        PolicyDocument = Uri.EscapeDataString(
                            """{"Statement":{"Effect":"Allow","Action":"ec2:Describe*","Resource":"*"}}"""),
                    },
                ],
            },
        ],
        Policies =
        [
            new()
            {
                Arn = Managed,
                DefaultVersionId = "v2",
                PolicyVersionList =
                [
                    new()
                    {
                        VersionId = "v1",
                        Document = Uri.EscapeDataString("""{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"""),
                    },
                    new()
                    {
                        VersionId = "v2",
                        Document = Uri.EscapeDataString(
                            """{"Statement":[{"Effect":"Allow","Action":"lambda:UpdateFunctionCode","Resource":"*"}]}"""),
                    },
                ],
            },
        ],
    };

    private const string Own = """
        {"Statement":[{"Sid":"A","Effect":"Allow","Action":["s3:*"],"Resource":["*"]},
        {"Effect":"Deny","NotAction":["iam:Get*","iam:List*"],"NotResource":"arn:aws:s3:::x","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}]}
        """;
}
