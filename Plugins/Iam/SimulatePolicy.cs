using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_simulate_policy (SimulatePrincipalPolicy).</summary>
public static class SimulatePolicy
{
    public static readonly IamTool Tool = IamTool.Read<Input, Result>(
        "simulate_policy",
        "Tells whether a user, group or role may do actions on resources, and why. For its policies, use iam_get_role.",
        RunAsync,
        iam: ["iam:SimulatePrincipalPolicy", "iam:GetRole"],
        examples: ["May the role web read this bucket?", "Why is alice denied ec2:RunInstances?"]);

    public sealed record Input
    {
        [Description("ARN of a user, group, role or session."), RegularExpression("arn:.+:.+")]
        public required string PrincipalArn { get; init; }

        [Description("Like s3:GetObject."), MinLength(1), MaxLength(100)]
        public required IReadOnlyList<string> Actions { get; init; }

        [Description("ARNs; default any resource."), MaxLength(50)]
        public IReadOnlyList<string> Resources { get; init; } = [];

        [Description("Condition keys, like aws:SourceIp.")]
        public IReadOnlyDictionary<string, string> Context { get; init; } = new Dictionary<string, string>();

        [Description("A further policy, as if attached.")]
        public string? PolicyDocument { get; init; }
    }

    public sealed record Decision(string Action, string Resource, bool Allowed, string Reason, IReadOnlyList<string> MatchedPolicies,
        IReadOnlyList<string> MissingContext);

    public sealed record Result(string PrincipalArn, bool AllAllowed, IReadOnlyList<Decision> Decisions, string? Note);

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        if (input.PolicyDocument is not null) PolicyDocuments.Check(input.PolicyDocument, DocumentUse.Inline);
        var principal = await PrincipalAsync(iam, input.PrincipalArn, context, ct);
        var results = await Paging.AllAsync(async m =>
        {
            var a = await iam.SimulatePrincipalPolicyAsync(new()
            {
                PolicySourceArn = principal,
                ActionNames = [.. input.Actions],
                ResourceArns = input.Resources.Count == 0 ? null : [.. input.Resources],
                PolicyInputList = input.PolicyDocument is null ? null : [input.PolicyDocument],
                ContextEntries = input.Context.Count == 0 ? null
                    : [.. input.Context.Select(c => new ContextEntry
                    {
                        ContextKeyName = c.Key,
                        ContextKeyType = TypeOf(c.Key, c.Value),
                        ContextKeyValues = [c.Value],
                    })],
                Marker = m,
            }, ct);
            return (a.EvaluationResults, a.IsTruncated, a.Marker);
        });
        var decisions = results.SelectMany(Decisions).ToList();
        string?[] notes =
        [
            IsSession(input.PrincipalArn) ? "Decided for the role of the session; a session policy may permit less." : null,
            input.Resources.Count > 0 ? "Policies of resources, such as bucket and key policies, are not weighed." : null,
        ];
        return new(principal, decisions.All(d => d.Allowed), decisions,
            Notes.Join(notes));
    }

    private static bool IsSession(string arn) => arn.Contains(":assumed-role/", StringComparison.Ordinal);

    // account_whoami tells the ARN of a session. It lacks the path of the role, and IAM simulates roles only.
    private static async Task<string> PrincipalAsync(
        IAmazonIdentityManagementService iam, string arn, ToolContext context, CancellationToken ct)
    {
        if (IsSession(arn))
        {
            var parts = arn.Split(':', 6);
            var name = parts[^1].Split('/')[1];
            var role = await new Unknowns(context.Target).TryAsync("The role", () => iam.GetRoleAsync(new() { RoleName = name }, ct));
            return role?.Role.Arn ?? $"arn:{parts[1]}:iam::{parts.ElementAtOrDefault(4)}:role/{name}";
        }

        return arn.Split(':', 6) is [_, _, "iam", _, _, var resource] && resource.Split('/') is ["user" or "group" or "role", _, ..] ? arn
            : throw ToolException.InvalidInput($"IAM does not simulate {arn}.",
                "Pass the ARN of a user, a group, a role or a role's session.");
    }

    // With several resources AWS tells the decision on each beside the one on all of them.
    private static IEnumerable<Decision> Decisions(EvaluationResult r)
    {
        var organization = r.OrganizationsDecisionDetail?.AllowedByOrganizations is false
            ? "a service control policy of the organization denies it" : null;
        return r.ResourceSpecificResults is { Count: > 0 } each
            ? each.Select(s => ToDecision(
                r.EvalActionName, s.EvalResourceName, s.EvalResourceDecision, organization, s.PermissionsBoundaryDecisionDetail,
                s.MatchedStatements, s.MissingContextValues))
            :
            [
                ToDecision(
                    r.EvalActionName, r.EvalResourceName ?? "*", r.EvalDecision, organization, r.PermissionsBoundaryDecisionDetail,
                    r.MatchedStatements, r.MissingContextValues),
            ];
    }

    private static Decision ToDecision(
        string action, string resource, PolicyEvaluationDecisionType decision, string? organization,
        PermissionsBoundaryDecisionDetail? boundary,
        List<Statement>? matched, List<string>? missing)
    {
        var allowed = decision == PolicyEvaluationDecisionType.Allowed;
        var reason = allowed ? "a policy allows it"
            : organization ?? (boundary?.AllowedByPermissionsBoundary is false ? "the permissions boundary does not allow it"
            : decision == PolicyEvaluationDecisionType.ExplicitDeny ? "a policy denies it explicitly" : "no policy allows it");
        return new(action, resource, allowed, reason,
            [.. (matched ?? []).Select(s => $"{s.SourcePolicyId} ({s.SourcePolicyType})").Distinct()], missing ?? []);
    }

    // By the key where it says so: 1.2 is a version of TLS and an address, and twelve digits are an account.
    private static ContextKeyTypeEnum TypeOf(string key, string value) => key.ToLowerInvariant() switch
    {
        "aws:sourceip" or "aws:vpcsourceip" => ContextKeyTypeEnum.Ip,
        "aws:currenttime" or "aws:epochtime" or "aws:tokenissuetime" => ContextKeyTypeEnum.Date,
        "aws:multifactorauthage" or "s3:max-keys" or "s3:signatureage" or "s3:tlsversion" or "ec2:volumesize" or "ec2:volumeiops"
            or "sts:durationseconds" or "s3:object-lock-remaining-retention-days" => ContextKeyTypeEnum.Numeric,
        _ when bool.TryParse(value, out _) => ContextKeyTypeEnum.Boolean,
        _ when value.Split('.').Length == 4 && System.Net.IPAddress.TryParse(value.Split('/')[0], out _) => ContextKeyTypeEnum.Ip,
        _ => ContextKeyTypeEnum.String,
    };
}
