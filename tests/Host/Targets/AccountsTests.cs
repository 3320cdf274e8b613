using Infra.Core.Settings;

namespace Infra.Core.Targets;

/// <summary>Which accounts the argument <c>account</c> means.</summary>
public sealed class AccountsTests
{
    private static readonly AwsSettings Settings = new(Profile: "hub", Accounts: new Dictionary<string, AccountSettings>
    {
        ["prod-eu"] = new(RoleArn: "arn:aws:iam::111111111111:role/infra", ExternalId: "x"),
        ["prod-us"] = new(Profile: "us"),
        ["corp"] = new(Organization: new("infra")),
    });

    private static Accounts Of(params (string Name, string Id)[] members) =>
        new(Settings, (_, _, _) =>
            Task.FromResult<IReadOnlyList<Account>>(
            [.. members.Select(m => new Account(m.Name, m.Id, "hub", new($"arn:aws:iam::{m.Id}:role/infra")))]));

    private static async Task<string[]> NamesAsync(Accounts accounts, string text) =>
        [.. (await accounts.SelectAsync(text, default)).Accounts.Select(a => a.Name)];

    [Theory]
    [InlineData("prod-eu", "prod-eu")]
    [InlineData("111111111111", "prod-eu")]
    [InlineData("prod-us, prod-eu", "prod-eu prod-us")]
    [InlineData("PROD-*", "prod-eu prod-us")]
    [InlineData("corp", "data web")]
    [InlineData("222222222222", "web")]
    [InlineData("all", "data prod-eu prod-us web")]
    public async Task Names_ids_patterns_and_organizations_are_understood(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', await NamesAsync(Of(("web", "222222222222"), ("data", "333333333333")), text)));

    [Theory]
    [InlineData("prod-e", "There is no account 'prod-e'. Did you mean 'prod-eu'?")]
    [InlineData("x-*", "No account matches 'x-*'.")]
    [InlineData(" ,", "'account' is empty.")]
    public async Task What_means_no_account_names_those_that_exist(string text, string message)
    {
        var wrong = await Assert.ThrowsAsync<ToolException>(() => NamesAsync(Of(("web", "222222222222")), text));

        Assert.Equal((ToolErrorCode.InvalidInput, message), (wrong.Code, wrong.Message));
        Assert.Contains("prod-us", wrong.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ACTIVE", null, true)]
    [InlineData(null, "ACTIVE", true)]
    [InlineData("PENDING_CLOSURE", "ACTIVE", false)]
    [InlineData(null, "SUSPENDED", false)]
    public void A_member_is_active_by_its_state_and_without_one_by_the_status_that_AWS_has_retired(
        string? state, string? status, bool active) =>
        Assert.Equal(active, Organizations.IsActive(
            new() { State = state is null ? null : new(state), Status = status is null ? null : new(status) }));

    [Fact]
    public async Task An_organization_without_a_member_that_fits_is_told_as_that()
    {
        var wrong = await Assert.ThrowsAsync<ToolException>(() => NamesAsync(Of(), "corp"));

        Assert.Equal("The organization 'corp' has no active member that its filters let through.", wrong.Message);
        Assert.Contains("units, names and tags", wrong.Hint, StringComparison.Ordinal);
        Assert.Equal(["prod-eu", "prod-us"], await NamesAsync(Of(), "all"));
    }

    [Fact]
    public async Task Members_of_one_name_go_by_their_ids()
    {
        var accounts = Of(("web", "222222222222"), ("web", "333333333333"));

        Assert.Equal(["222222222222", "333333333333", "prod-eu", "prod-us"], await NamesAsync(accounts, "all"));
        var wrong = await Assert.ThrowsAsync<ToolException>(() => NamesAsync(accounts, "web"));
        Assert.Equal(("Several accounts are named 'web'.", "Name one of them by its id: 222222222222, 333333333333."),
            (wrong.Message, wrong.Hint));
    }

    [Fact]
    public async Task A_member_whose_name_cannot_stand_in_a_call_goes_by_its_id()
    {
        var accounts = Of(("team/web", "222222222222"));

        Assert.Equal(["222222222222", "prod-eu", "prod-us"], await NamesAsync(accounts, "all"));
        var wrong = await Assert.ThrowsAsync<ToolException>(() => NamesAsync(accounts, "team/web"));
        Assert.Equal(("The account 'team/web' goes by its id.", "Name it by its id: 222222222222."), (wrong.Message, wrong.Hint));
    }

    [Fact]
    public async Task An_organization_that_does_not_answer_spoils_neither_the_others_nor_a_plain_name()
    {
        var accounts = new Accounts(Settings, (_, _, _) => throw new ToolException(ToolErrorCode.AccessDenied, "No."));

        var all = await accounts.SelectAsync("all", default);

        Assert.Equal(["prod-eu", "prod-us"], all.Accounts.Select(a => a.Name));
        Assert.Equal("corp", Assert.Single(all.Failed).Where);
        Assert.Empty((await accounts.SelectAsync("prod-eu", default)).Failed);
        Assert.Equal(ToolErrorCode.AccessDenied,
            (await Assert.ThrowsAsync<ToolException>(() => accounts.SelectAsync("web", default))).Code);
    }

    [Fact]
    public void A_configured_role_is_known_with_all_that_it_demands()
    {
        var account = Of().Find("prod-eu")!;

        Assert.Equal(("111111111111", "hub", "x"), (account.Id, account.Profile, account.Role!.ExternalId));
        Assert.Null(Of().Find("prod-us")!.Role);
    }
}
