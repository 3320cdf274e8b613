using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_get_policy: a managed policy, its document and who has it (GetPolicy, GetPolicyVersion, ListEntitiesForPolicy,
/// ListPolicyVersions).</summary>
public static class GetPolicy
{
    // About 700 tokens of names.
    private const int MostHolders = 100;

    public static readonly IamTool Tool = IamTool.Read<Input, Result>(
        "get_policy",
        "Gets a managed policy: document, versions, what it is attached to. For inline ones, use iam_get_role.",
        RunAsync,
        iam: ["iam:GetPolicy", "iam:GetPolicyVersion", "iam:ListPolicyVersions", "iam:ListEntitiesForPolicy"],
        examples: ["What does this policy allow, and who has it?", "What did version 4 of this policy change?"]);

    public sealed record Input
    {
        [Description("Policy ARN."), RegularExpression(ManagedPolicies.ArnPattern)]
        public required string PolicyArn { get; init; }

        [Description("Version; without it the default one."), RegularExpression(@"v[1-9][0-9]*(\.[A-Za-z0-9-]*)?")]
        public string? Version { get; init; }

        [Description("Also what differs from this version."), RegularExpression("v[1-9][0-9]*")]
        public string? CompareTo { get; init; }

        [Description("One statement of a long document, from 1."), Range(1, 10000)]
        public int? Statement { get; init; }

        [Description("Entries of a long statement to skip."), Range(0, 100000)]
        public int Offset { get; init; }

        [Description("Roles, users and groups to skip."), Range(0, 100000)]
        public int HolderOffset { get; init; }
    }

    public sealed record PolicyVersion(string Id, bool IsDefault, DateTime? CreatedAt);

    public sealed record Result(
        string Name, string Arn, string? Description, DateTime? CreatedAt, DateTime? UpdatedAt, string Version,
        System.Text.Json.JsonElement? Document,
        IReadOnlyList<StatementRow>? Statements, StatementPart? Statement, int Attachments,
        IReadOnlyList<string> Roles, IReadOnlyList<string> Users, IReadOnlyList<string> Groups, int BoundaryOf,
        IReadOnlyList<PolicyVersion> Versions, IReadOnlyDictionary<string, string> Tags, string? Note)
    {
        /// <summary>Statements that the version has more (+) and less (-) than that of compareTo.</summary>
        public IReadOnlyList<string>? Difference { get; init; }
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var finding = ManagedPolicies.FindAsync(iam, input.PolicyArn, ct, input.Version);
        var holding = unknowns.TryAsync("Roles, users and groups", () =>
            ManagedPolicies.HoldersAsync(iam, input.PolicyArn, PolicyUsageType.PermissionsPolicy, ct));
        var listing = unknowns.TryAsync("The versions", () => ManagedPolicies.VersionsAsync(iam, input.PolicyArn, ct));
        var comparing = input.CompareTo is null ? null
            : iam.GetPolicyVersionAsync(new() { PolicyArn = input.PolicyArn, VersionId = input.CompareTo }, ct);
        await Task.WhenAll([finding, holding, listing, .. comparing is null ? Array.Empty<Task>() : [comparing]]);
        var (policy, document) = await finding;
        var holders = await holding;
        var shown = (holders ?? []).OrderBy(h => h.ToString(), StringComparer.Ordinal).Skip(input.HolderOffset).Take(MostHolders)
            .ToLookup(h => h.Type, h => h.Name);
        var fits = PolicyParts.Fits(document);
        var (attachments, next) = (policy.AttachmentCount ?? 0, input.HolderOffset + MostHolders);
        string?[] notes =
        [
            unknowns.Note,
            fits || input.Statement is not null ? null
                : "The document is too long for one answer: pass statement to read one after the other.",
            holders is null || holders.Count == attachments ? null : $"IAM counts {attachments} attachments and lists {holders.Count}.",
            holders is null || holders.Count <= next ? null : $"{holders.Count - next} more have it: pass holderOffset {next}.",
        ];
        return new(
            policy.PolicyName, policy.Arn, policy.Description, policy.CreateDate, policy.UpdateDate,
            input.Version ?? policy.DefaultVersionId,
            fits && input.Statement is null ? document : null, fits || input.Statement is not null ? null : PolicyParts.Rows(document),
            input.Statement is { } number ? PolicyParts.Part(document, number, input.Offset) : null,
            attachments, [.. shown["role"]], [.. shown["user"]], [.. shown["group"]], policy.PermissionsBoundaryUsageCount ?? 0,
            [.. (await listing ?? []).Select(v => new PolicyVersion(v.VersionId, v.IsDefaultVersion ?? false, v.CreateDate))],
            policy.Tags.ToMap(),
            Notes.Join(notes))
        {
            Difference = comparing is null ? null
                : [.. PlanBuilder.Some([.. PolicyDiff.Lines(PolicyDocuments.Decode((await comparing).PolicyVersion.Document), document)],
                    20, "statements")],
        };
    }
}
