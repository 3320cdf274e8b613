using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_list_instance_profiles (ListInstanceProfiles): the table <c>iam_instance_profiles</c>, a profile and its role.</summary>
public static class ListInstanceProfiles
{
    public static readonly IamTool Tool = IamTool.Read<Input, Page<Row>>(
        "list_instance_profiles", "Lists instance profiles, as a table. For those of one role, use iam_get_role.", RunAsync,
        iam: ["iam:ListInstanceProfiles"], examples: ["Which role do our instances have?"]).With(tableOnly: true);

    public sealed record Input : PageInput;

    /// <param name="Role">The name of its role; AWS lets a profile hold one.</param>
    public sealed record Row(string Name, string Arn, string? Role);

    public static async Task<Page<Row>> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var answer = await iam.ListInstanceProfilesAsync(new() { MaxItems = input.Limit, Marker = input.Cursor }, ct);
        return new(
            [
                .. (answer.InstanceProfiles ?? [])
                    .Select(p => new Row(p.InstanceProfileName, p.Arn, (p.Roles ?? []).FirstOrDefault()?.RoleName))
            ],
            answer.IsTruncated is true ? answer.Marker : null);
    }
}
