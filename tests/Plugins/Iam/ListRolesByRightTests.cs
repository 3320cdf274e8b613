using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class ListRolesByRightTests : IamToolTest
{
    public ListRolesByRightTests() =>
        Client.GetAccountAuthorizationDetailsAsync(default(GetAccountAuthorizationDetailsRequest)!, default).ReturnsForAnyArgs(
        new GetAccountAuthorizationDetailsResponse
        {
            IsTruncated = true,
            Marker = "2",
            RoleDetailList = [Detail("open", TrustsAll, "arn:open"), Detail("narrow", TrustsEc2, "arn:narrow"),
                Detail("none", TrustsEc2, null)],
        },
        new GetAccountAuthorizationDetailsResponse
        {
            Policies = [Policy("arn:open", Open), Policy("arn:narrow", Narrow)],
        });

    [Theory]
    [InlineData("administrator", "open")]
    [InlineData("s3:GetObject", "narrow open")]
    [InlineData("s3:PutObject", "open")]
    public async Task Roles_are_found_by_what_their_policies_allow_wherever_the_documents_are(string can, string found) =>
        Assert.Equal(found.Split(' '),
            (await RunAsync(ListRoles.Tool, new { can })).GetProperty("items").EnumerateArray()
                .Select(r => r.GetProperty("name").GetString()!));

    [Fact]
    public async Task Roles_are_found_by_whom_they_trust()
    {
        Client.ListRolesAsync(default(ListRolesRequest)!, default).ReturnsForAnyArgs(new ListRolesResponse
        {
            Roles = [new() { RoleName = "a", Arn = "arn:a", AssumeRolePolicyDocument = Uri.EscapeDataString(TrustsAll) },
                new() { RoleName = "b", Arn = "arn:b", AssumeRolePolicyDocument = Uri.EscapeDataString(TrustsEc2) }],
        });

        Assert.Equal("a", Assert.Single((await RunAsync(ListRoles.Tool, new { trustedBy = "*" })).GetProperty("items").EnumerateArray())
            .GetProperty("name").GetString());
        Assert.Equal("b", Assert.Single((await RunAsync(ListRoles.Tool, new { trustedBy = "ec2" })).GetProperty("items").EnumerateArray())
            .GetProperty("name").GetString());
        Assert.Equal("open", Assert.Single((await RunAsync(ListRoles.Tool, new { trustedBy = "*", can = "administrator" }))
            .GetProperty("items").EnumerateArray()).GetProperty("name").GetString());
    }

    private static RoleDetail Detail(string name, string trust, string? policy) => new()
    {
        RoleName = name,
        Arn = $"arn:aws:iam::123456789012:role/{name}",
        Path = "/",
        CreateDate = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        AssumeRolePolicyDocument = Uri.EscapeDataString(trust),
        AttachedManagedPolicies = policy is null ? null : [new() { PolicyName = policy, PolicyArn = policy }],
    };

    private static new ManagedPolicyDetail Policy(string arn, string document) => new()
    {
        Arn = arn,
        DefaultVersionId = "v1",
        PolicyVersionList = [new() { VersionId = "v1", Document = Uri.EscapeDataString(document) }],
    };
}
