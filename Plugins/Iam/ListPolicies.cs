using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

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
        [Description("Whose."), AllowedValues("Local", "AWS", "All")]
        public string Scope { get; init; } = "Local";

        [Description("Only attached ones.")]
        public bool Attached { get; init; }

        [Description("Text in the name.")]
        public string? Name { get; init; }

        [Description("Path prefix, as /team/.")]
        public string? PathPrefix { get; init; }
    }

    public sealed record Row(string Name, string Arn, int Attachments, DateTime? UpdatedAt);

    public static async Task<Page<Row>> RunAsync(IAmazonIdentityManagementService iam, Input input, CancellationToken ct)
    {
        var (rows, next, _) = await IamPages.FindAsync(input.Limit, input.Cursor, input.Name is null ? 1 : 10, async m =>
        {
            var a = await iam.ListPoliciesAsync(new()
            {
                Scope = input.Scope,
                OnlyAttached = input.Attached,
                PathPrefix = input.PathPrefix,
                MaxItems = input.Name is null ? input.Limit : 1000,
                Marker = m,
            }, ct);
            return (a.Policies, a.IsTruncated, a.Marker);
        }, policies => Task.FromResult(policies.Where(p => p.PolicyName.Has(input.Name)).Select(p => new Row(p.PolicyName, p.Arn, p.AttachmentCount ?? 0, p.UpdateDate))));
        return new(rows, next);
    }
}
