using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_list_users (ListUsers).</summary>
public static class ListUsers
{
    public static readonly IamTool Tool = IamTool.Read<Input, Page<Row>>(
        "list_users", "Lists IAM users. For one user in full, use iam_get_user; for the age of keys, iam_list_access_keys.", RunAsync,
        iam: ["iam:ListUsers"],
        examples: ["Which users are there?", "Who has never signed in to the console?"]);

    public sealed record Input : PageInput
    {
        [Description("Name; * and ? are wildcards.")]
        public string? Name { get; init; }

        [Description("Like /team/."), RegularExpression("/[!-~]*")]
        public string? PathPrefix { get; init; }
    }

    public sealed record Row(string Name, string Arn, DateTime? CreatedAt, DateTime? PasswordLastUsedAt);

    public static Task<Page<Row>> RunAsync(
        IAmazonIdentityManagementService iam, Input input, CancellationToken ct) => Paging.FindAsync<Row>(input, async m =>
    {
        var a = await iam.ListUsersAsync(
            new() { PathPrefix = input.PathPrefix, MaxItems = input.Name is null ? input.Limit : 1000, Marker = m }, ct);
        var users = (a.Users ?? []).Where(u => NameFilter.Matches(u.UserName, input.Name));
        return ([.. users.Select(u => new Row(u.UserName, u.Arn, u.CreateDate, u.PasswordLastUsed))],
            a.IsTruncated is true ? a.Marker : null);
    }, mostPages: input.Name is null ? 1 : 10);
}
