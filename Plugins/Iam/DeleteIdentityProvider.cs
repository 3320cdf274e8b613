using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_delete_identity_provider (DeleteOpenIDConnectProvider, DeleteSAMLProvider).</summary>
public static class DeleteIdentityProvider
{
    public static readonly IamTool Tool = IamTool.Destructive<Input, Result>(
        "delete_identity_provider", "Deletes an OIDC or SAML provider: nobody gets in through it any more.", PlanAsync, RunAsync,
        iam: ["iam:GetOpenIDConnectProvider", "iam:GetSAMLProvider", "iam:ListRoles", "iam:DeleteOpenIDConnectProvider",
            "iam:DeleteSAMLProvider"],
        examples: ["Delete the SAML provider old-okta."]);

    public sealed record Input
    {
        [Description("Provider's ARN."), RegularExpression("arn:.+:iam::[0-9]{12}:(oidc|saml)-provider/.+")]
        public required string ProviderArn { get; init; }
    }

    public sealed record Result(string Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context,
        CancellationToken ct)
    {
        var (unknowns, saml) = (new Unknowns(context.Target), IdentityProviders.IsSaml(input.ProviderArn));
        var roles = unknowns.TryAsync("The roles that trust it", () => IdentityProviders.RolesAsync(iam, input.ProviderArn, ct));
        var (state, tags) = saml
            ? await SamlAsync(iam, input.ProviderArn, ct)
            : await OidcAsync(iam, input.ProviderArn, ct);
        var plan = new PlanBuilder($"Delete the {(saml ? "SAML" : "OIDC")} provider {input.ProviderArn.Split('/', 2)[1]}.")
            .Touch(new PlannedResource(input.ProviderArn, state) { Tags = tags })
            .Delete(input.ProviderArn);
        foreach (var role in PlanBuilder.Some([.. await roles ?? []], 20, "roles")) plan.Lose($"access to the role {role}",
            "its trust policy then names nothing");
        return plan.Unknown(unknowns.Notes)
            .NoUndo(saml ? "iam_create_saml_provider makes it again from its metadata." : "iam_create_oidc_provider makes it again.")
                .Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        if (IdentityProviders.IsSaml(input.ProviderArn)) await iam.DeleteSAMLProviderAsync(new() { SAMLProviderArn = input.ProviderArn },
            ct);
        else await iam.DeleteOpenIDConnectProviderAsync(new() { OpenIDConnectProviderArn = input.ProviderArn }, ct);
        context.Done($"deleted {input.ProviderArn}");
        return new(input.ProviderArn);
    }

    private static async Task<(string, IReadOnlyDictionary<string, string>)> SamlAsync(IAmazonIdentityManagementService iam, string arn,
        CancellationToken ct)
    {
        var p = await iam.GetSAMLProviderAsync(new() { SAMLProviderArn = arn }, ct);
        return ($"valid until {PlanBuilder.Text(p.ValidUntil)}", p.Tags.ToMap());
    }

    private static async Task<(string, IReadOnlyDictionary<string, string>)> OidcAsync(IAmazonIdentityManagementService iam, string arn,
        CancellationToken ct)
    {
        var p = await iam.GetOpenIDConnectProviderAsync(new() { OpenIDConnectProviderArn = arn }, ct);
        return ($"audiences {PlanBuilder.Text(p.ClientIDList)}", p.Tags.ToMap());
    }
}
