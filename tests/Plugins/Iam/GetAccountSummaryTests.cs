using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class GetAccountSummaryTests : IamToolTest
{
    [Fact]
    public async Task An_account_without_password_policy_and_alias_is_no_error()
    {
        Client.GetAccountSummaryAsync(default(GetAccountSummaryRequest)!, default)
            .ReturnsForAnyArgs(
                new GetAccountSummaryResponse { SummaryMap = new() { ["AccountMFAEnabled"] = 1, ["Roles"] = 7, ["RolesQuota"] = 1000 } });
        Client.GetAccountPasswordPolicyAsync(default(GetAccountPasswordPolicyRequest)!,
            default).ReturnsForAnyArgs<GetAccountPasswordPolicyResponse>(_ => throw new NoSuchEntityException("none"));
        Client.ListAccountAliasesAsync(default(ListAccountAliasesRequest)!, default).ReturnsForAnyArgs(new ListAccountAliasesResponse());

        var summary = await RunAsync(GetAccountSummary.Tool, new { });

        Assert.True(summary.GetProperty("rootMfa").GetBoolean());
        Assert.Equal(1000, summary.GetProperty("roles").GetProperty("quota").GetInt32());
        Assert.False(summary.TryGetProperty("passwordPolicy", out _));
    }

    [Fact]
    public async Task A_password_policy_that_may_not_be_read_is_not_told_as_none() // ANS-R14
    {
        Client.GetAccountSummaryAsync(default(GetAccountSummaryRequest)!, default).ReturnsForAnyArgs(new GetAccountSummaryResponse());
        Client.GetAccountPasswordPolicyAsync(default(GetAccountPasswordPolicyRequest)!,
            default).ReturnsForAnyArgs<GetAccountPasswordPolicyResponse>(_ => throw Denied());
        Client.ListAccountAliasesAsync(default(ListAccountAliasesRequest)!, default).ReturnsForAnyArgs(new ListAccountAliasesResponse());

        Assert.Equal("The password policy: not known (AccessDenied).",
            (await RunAsync(GetAccountSummary.Tool, new { })).GetProperty("note").GetString());
    }
}
