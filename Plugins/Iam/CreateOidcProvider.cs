using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_create_oidc_provider (CreateOpenIDConnectProvider).</summary>
public static class CreateOidcProvider
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "create_oidc_provider", "Creates an OIDC provider, whose tokens roles can trust: for GitHub Actions, EKS and the like.", PlanAsync,
            RunAsync,
        iam: ["iam:ListOpenIDConnectProviders", "iam:CreateOpenIDConnectProvider", "iam:TagOpenIDConnectProvider"],
        examples: ["Let GitHub Actions assume roles of this account."]);

    public sealed record Input
    {
        [Description("Issuer."), RegularExpression("https://[^?#]+")]
        public required string Url { get; init; }

        [Description("Audiences of its tokens, like sts.amazonaws.com."), MinLength(1), MaxLength(100)]
        public required IReadOnlyList<string> ClientIds { get; init; }

        [Description("SHA-1 of its certificate; default AWS's."), RegularExpression("[0-9a-fA-F]{40}"), MaxLength(5)]
        public IReadOnlyList<string> Thumbprints { get; init; } = [];

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Arn);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context,
        CancellationToken ct)
    {
        var (what, unknowns) = ($"OIDC provider {input.Url}", new Unknowns(context.Target));
        return new PlanBuilder($"Create the {what}.")
            .Create(what, "audiences", input.ClientIds)
            .Obstacle(await IamName.TakenAsync($"an {what}", async () =>
                ((await iam.ListOpenIDConnectProvidersAsync(new ListOpenIDConnectProvidersRequest(), ct)).OpenIDConnectProviderList ?? [])
                    .Find(p => p.Arn.EndsWith($":oidc-provider/{Issuer(input.Url)}", StringComparison.OrdinalIgnoreCase))?.Arn, unknowns))
            .Unknown(unknowns.Notes)
            .Warn("It lets nobody in by itself. A role that trusts it should also hold the token's sub to your repositories or accounts.")
            .NoUndo("iam_delete_identity_provider deletes it; its ARN is in the result.")
            .Build();
    }

    private static string Issuer(string url) => url["https://".Length..].TrimEnd('/');

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var arn = (await iam.CreateOpenIDConnectProviderAsync(new()
        {
            Url = input.Url,
            ClientIDList = [.. input.ClientIds],
            ThumbprintList = input.Thumbprints.Count == 0 ? null : [.. input.Thumbprints],
            Tags = IamTags.From(input.Tags),
        }, ct)).OpenIDConnectProviderArn;
        context.Done($"created {arn}", created: arn);
        return new(arn);
    }
}
