using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

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
        [Description("Text in the name.")]
        public string? Name { get; init; }
    }

    public sealed record Row(string Name, string Arn, DateTime? CreatedAt);

    public static async Task<Page<Row>> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var (rows, next, _) = await IamPages.FindAsync(input.Limit, input.Cursor, input.Name is null ? 1 : 10, async m =>
        {
            var a = await iam.ListGroupsAsync(new() { MaxItems = input.Name is null ? input.Limit : 1000, Marker = m }, ct);
            return (a.Groups, a.IsTruncated, a.Marker);
        }, groups => Task.FromResult(groups.Where(g => g.GroupName.Has(input.Name)).Select(g => new Row(g.GroupName, g.Arn, g.CreateDate))));
        return new(rows, next);
    }
}
