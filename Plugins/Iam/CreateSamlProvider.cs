using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>iam_create_saml_provider (CreateSAMLProvider).</summary>
public static class CreateSamlProvider
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "create_saml_provider", "Creates a SAML provider from the metadata of an identity provider.", PlanAsync, RunAsync,
        iam: ["iam:ListSAMLProviders", "iam:CreateSAMLProvider", "iam:TagSAMLProvider"],
        examples: ["Set up our Okta as a SAML provider from /home/me/okta.xml."]);

    public sealed record Input
    {
        [Description("New name."), RegularExpression("[A-Za-z0-9._-]{1,128}")]
        public required string Name { get; init; }

        [Description("Path of an .xml file of the server."), LocalFile]
        public required string MetadataFile { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Arn);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context,
        CancellationToken ct)
    {
        Read(input);
        var (what, unknowns) = ($"SAML provider {input.Name}", new Unknowns(context.Target));
        return new PlanBuilder($"Create the {what} from {input.MetadataFile}.")
            .Create(what, "it lets nobody in until a role trusts it")
            .Obstacle(await IamName.TakenAsync($"a {what}", async () =>
                ((await iam.ListSAMLProvidersAsync(new ListSAMLProvidersRequest(), ct)).SAMLProviderList ?? [])
                    .Find(p => p.Arn.EndsWith($":saml-provider/{input.Name}", StringComparison.OrdinalIgnoreCase))?.Arn, unknowns))
            .Unknown(unknowns.Notes)
            .NoUndo("iam_delete_identity_provider deletes it; its ARN is in the result.")
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var arn = (await iam.CreateSAMLProviderAsync(
            new() { Name = input.Name, SAMLMetadataDocument = Read(input), Tags = IamTags.From(input.Tags) }, ct)).SAMLProviderArn;
        context.Done($"created {arn}", created: arn);
        return new(arn);
    }

    private static string Read(Input input)
    {
        var path = input.MetadataFile;
        if (!Path.IsPathFullyQualified(path) || !path.EndsWith(".xml", StringComparison.OrdinalIgnoreCase))
            throw ToolException.InvalidInput("metadataFile must be the full path of a file that ends in .xml.",
                "The file is read on the machine that this server runs on.");
        string text;
        try
        {
            text = NamedFile.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ToolErrorCode.NotFound,
                $"There is no file {path} that can be read on the machine that this server runs on.", "Check the path.", e);
        }

        return text.Contains("EntityDescriptor", StringComparison.Ordinal) && text.Length >= 1000 ? text
            : throw ToolException.InvalidInput($"{path} holds no SAML metadata.",
                "Export the metadata of the identity provider: an EntityDescriptor of at least 1,000 characters.");
    }
}
