using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_list_groups (ListGroups).</summary>
public static class ListGroups
{
    public static readonly IamTool Tool = IamTool.Read<Input, Page<Row>>(
        "list_groups", "Lists IAM groups. For members and policies of one, use iam_get_group.", RunAsync,
        iam: ["iam:ListGroups"],
        examples: ["Which groups of users are there?"]);

    public sealed record Input : PageInput
    {
        [Description("Name; * and ? are wildcards.")]
        public string? Name { get; init; }

        [Description("Like /team/."), RegularExpression("/[!-~]*")]
        public string? PathPrefix { get; init; }
    }

    public sealed record Row(string Name, string Arn, DateTime? CreatedAt);

    public static Task<Page<Row>> RunAsync(
        IAmazonIdentityManagementService iam, Input input, CancellationToken ct) => Paging.FindAsync<Row>(input, async m =>
    {
        var a = await iam.ListGroupsAsync(
            new() { PathPrefix = input.PathPrefix, MaxItems = input.Name is null ? input.Limit : 1000, Marker = m }, ct);
        var groups = (a.Groups ?? []).Where(g => NameFilter.Matches(g.GroupName, input.Name));
        return ([.. groups.Select(g => new Row(g.GroupName, g.Arn, g.CreateDate))], a.IsTruncated is true ? a.Marker : null);
    }, mostPages: input.Name is null ? 1 : 10);
}
