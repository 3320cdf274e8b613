using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_list_policies (ListPolicies).</summary>
public static class ListPolicies
{
    public static readonly IamTool Tool = IamTool.Read<Input, Page<Row>>(
        "list_policies", "Lists managed policies, by default the account's own. For one with its document, use iam_get_policy.", RunAsync,
        iam: ["iam:ListPolicies"],
        examples: ["Which of our policies are attached to nothing?", "What is the ARN of AWS's read-only policy?"]);

    public sealed record Input : PageInput
    {
        [Description("Local: the account's own."), AllowedValues("Local", "AWS", "All")]
        public string Scope { get; init; } = "Local";

        [Description("Whether attached to anything.")]
        public bool? Attached { get; init; }

        [Description("Name; * and ? are wildcards.")]
        public string? Name { get; init; }

        [Description("Like /team/."), RegularExpression("/[!-~]*")]
        public string? PathPrefix { get; init; }
    }

    /// <summary>A policy with attachments and the roles and users that it is the permissions boundary of.</summary>
    public sealed record Row(string Name, string Arn, int Attachments, int BoundaryOf, DateTime? UpdatedAt);

    public static Task<Page<Row>> RunAsync(
        IAmazonIdentityManagementService iam, Input input, CancellationToken ct) => Paging.FindAsync<Row>(input, async m =>
    {
        var a = await iam.ListPoliciesAsync(new()
        {
            Scope = input.Scope,
            OnlyAttached = input.Attached is true,
            PathPrefix = input.PathPrefix,
            MaxItems = Whole(input) ? input.Limit : 1000,
            Marker = m,
        }, ct);
        var rows = (a.Policies ?? []).Where(p => NameFilter.Matches(p.PolicyName, input.Name))
            .Select(p => new Row(p.PolicyName, p.Arn, p.AttachmentCount ?? 0, p.PermissionsBoundaryUsageCount ?? 0, p.UpdateDate))
            .Where(r => input.Attached is not false || r is { Attachments: 0, BoundaryOf: 0 });
        return ([.. rows], a.IsTruncated is true ? a.Marker : null);
    }, mostPages: Whole(input) ? 1 : 10);

    // IAM itself filters by nothing else.
    private static bool Whole(Input input) => input.Name is null && input.Attached is not false;
}
