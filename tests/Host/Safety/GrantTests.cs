using Infra.Core.Catalog;
using Infra.Core.Settings;

namespace Infra.Core.Safety;

public sealed class GrantTests
{
    private static Grant Grant(params Right[] rights) => new("ann", rights);

    [Fact]
    public void A_caller_sees_what_any_of_its_rights_allows_and_the_guard_is_held_to_it()
    {
        var all = BuiltHost.Catalog(ToolKind.Destructive);
        var hers = all.For(Grant(new(ToolKind.Read), new(ToolKind.Destructive, ["vpc"])));

        Assert.All(hers.Offered, t => Assert.True(t.Kind is ToolKind.Read || t.Module is "vpc"));
        Assert.Contains(hers.Offered, t => t.Module is "vpc" && t.Kind is ToolKind.Destructive);
        Assert.Equal(ToolKind.Read, hers.Find("ec2_terminate_instances")!.Mode);
        Assert.Contains("allows read", hers.Find("ec2_terminate_instances")!.Refusal, StringComparison.Ordinal);
        Assert.Equal(all.Offered.Count, all.For(null).Offered.Count);
    }

    [Fact]
    public void What_the_configuration_closes_no_grant_opens()
    {
        var hers = BuiltHost.Catalog(ToolKind.Read).For(Grant(new Right(ToolKind.Destructive)));

        Assert.All(hers.Offered, t => Assert.Equal(ToolKind.Read, t.Kind));
        Assert.Contains("read mode", hers.Find("ec2_terminate_instances")!.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Modules_that_are_not_granted_are_neither_listed_nor_pointed_to()
    {
        var hers = BuiltHost.Catalog().For(Grant(new Right(ToolKind.Read, ["ec2"])));

        Assert.All(hers.Offered, t => Assert.Equal("ec2", t.Module));
        Assert.Equal(["ec2"], hers.Modules.Select(m => m.Name));
        Assert.All(hers.Offered, t => Assert.DoesNotMatch(@"\b(vpc|s3|iam|rds)_[a-z]+_", t.Description));
        Assert.Empty(BuiltHost.Catalog().For(Grant()).Offered);
    }

    [Fact]
    public void Arguments_that_name_a_file_of_the_server_are_not_offered_over_HTTP()
    {
        var all = BuiltHost.Catalog(ToolKind.Destructive);
        var create = all.Find("lambda_create_function")!;

        Assert.Equal(["zipPath"], create.LocalFiles);
        Assert.True(create.InputSchema.GetProperty("properties").TryGetProperty("zipPath", out _));
        Assert.False(all.For(Grant(new Right(ToolKind.Destructive))).Find("lambda_create_function")!.InputSchema.GetProperty("properties")
            .TryGetProperty("zipPath", out _));
    }

    [Fact]
    public void A_tool_that_is_nothing_without_a_file_of_the_server_is_not_offered_over_HTTP()
    {
        var all = BuiltHost.Catalog(ToolKind.Destructive);
        var remote = all.For(Grant(new Right(ToolKind.Destructive)));

        Assert.Contains(all.Offered, t => t.Name is "s3_upload_file");
        Assert.Contains("server's machine", remote.Find("s3_upload_file")!.Refusal, StringComparison.Ordinal);
        // What is listed can be called: each argument that it needs is there.
        Assert.All(remote.Offered, t => Assert.All(t.Required, name =>
            Assert.True(t.InputSchema.GetProperty("properties").TryGetProperty(name, out _), $"{t.Name} {name}")));
        Assert.DoesNotContain(remote.Offered, t => t.InputSchema.GetRawText().Contains("\"x-local-file\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Accounts_that_are_not_granted_are_not_told_and_a_call_still_says_which()
    {
        var aws = new AwsSettings(Accounts: new Dictionary<string, AccountSettings>
        {
            ["dev"] = new(Profile: "d"),
            ["prod"] = new(Profile: "p"),
            ["all"] = new(Organization: new("infra-read")),
        });
        var hers = PluginCatalog.Open(new() { File = Path.Combine(BuiltHost.Folder, "plugins.json"), Aws = aws }, _ => { })
            .For(Grant(new Right(ToolKind.Read, Profiles: ["dev"])));

        // Who is a member of an organization only AWS knows.
        Assert.Equal(["dev", "all"], hers.Settings.Aws.Accounts!.Keys);
        Assert.True((hers.Settings.Aws with { Accounts = null }).HasAccounts);
    }

    [Fact]
    public void Nobody_signs_in_over_HTTP_and_stored_rows_of_all_accounts_are_for_who_may_see_all()
    {
        var all = BuiltHost.Everything();
        var (some, every) = (all.For(Grant(new Right(ToolKind.Read, Profiles: ["dev"]))), all.For(Grant(new Right(ToolKind.Read))));

        Assert.Contains(all.Offered, t => t.Name is "account_sign_in");
        Assert.DoesNotContain(every.Offered, t => t.Name is "account_sign_in");
        Assert.DoesNotContain(every.Offered, t => t.Description.Contains("account_sign_in", StringComparison.Ordinal));
        Assert.Contains(every.Offered, t => t.Name is "inventory_query");
        Assert.DoesNotContain(some.Offered, t => t.Name is "inventory_query" or "inventory_changes");
        Assert.Contains("all accounts", some.Find("inventory_query")!.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_is_granted_with_the_right_that_allows_the_tool()
    {
        var grant = Grant(new(ToolKind.Read, Profiles: ["dev", "prod"]), new(ToolKind.Destructive, ["ec2"], ["dev"]));
        var all = BuiltHost.Catalog(ToolKind.Destructive);

        Assert.Equal(["dev", "prod"], grant.ProfilesFor(all.Find("ec2_list_instances")!));
        Assert.Equal(["dev"], grant.ProfilesFor(all.Find("ec2_terminate_instances")!));
        Assert.Null(Grant(new Right(ToolKind.Read)).ProfilesFor(all.Find("ec2_list_instances")!));
        Assert.True(grant.Reaches(all.Find("ec2_list_instances")!, "prod"));
        Assert.False(grant.Reaches(all.Find("ec2_terminate_instances")!, "prod"));
        Assert.False(grant.Reaches(all.Find("ec2_list_instances")!, null));
        Assert.True(grant.Reaches(all.Find("account_list_profiles")!, null));
        Assert.True(Grant(new Right(ToolKind.Read)).Reaches(all.Find("ec2_list_instances")!, null));
    }
}
