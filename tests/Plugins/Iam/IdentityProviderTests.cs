using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class IdentityProviderTests : IamToolTest
{
    private const string GitHub = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
    private const string Okta = "arn:aws:iam::123456789012:saml-provider/okta";

    public IdentityProviderTests()
    {
        Client.ListOpenIDConnectProvidersAsync(default(ListOpenIDConnectProvidersRequest)!, default)
            .ReturnsForAnyArgs(new ListOpenIDConnectProvidersResponse { OpenIDConnectProviderList = [new() { Arn = GitHub }] });
        Client.ListSAMLProvidersAsync(default(ListSAMLProvidersRequest)!, default)
            .ReturnsForAnyArgs(new ListSAMLProvidersResponse { SAMLProviderList = [new() { Arn = Okta }] });
        Client.GetOpenIDConnectProviderAsync(default!, default)
            .ReturnsForAnyArgs(new GetOpenIDConnectProviderResponse
            {
                Url = "token.actions.githubusercontent.com",
                ClientIDList = ["sts.amazonaws.com"]
            });
    }

    [Fact]
    public async Task Both_kinds_are_in_one_list_with_the_issuer_as_an_address()
    {
        var rows = (await RunAsync(ListIdentityProviders.Tool, new { })).GetProperty("items");

        Assert.Equal(("oidc", "https://token.actions.githubusercontent.com", "saml"),
            (rows[0].GetProperty("type").GetString(), rows[0].GetProperty("url").GetString(), rows[1].GetProperty("type").GetString()));
    }

    [Fact]
    public async Task The_roles_that_trust_it_are_told_before_it_is_deleted()
    {
        Client.ListRolesAsync(default(ListRolesRequest)!, default).ReturnsForAnyArgs(new ListRolesResponse
        {
            Roles = [
                new() { RoleName = "ci", AssumeRolePolicyDocument =
                    Uri.EscapeDataString(
                        $$"""{"Statement":{"Effect":"Allow","Principal":{"Federated":"{{GitHub}}"},"Action":"sts:AssumeRoleWithWebIdentity"} }""") },
                new() { RoleName = "web", AssumeRolePolicyDocument = Uri.EscapeDataString(TrustsEc2) }],
        });

        var plan = await PlanAsync(DeleteIdentityProvider.Tool, new { providerArn = GitHub });

        Assert.Equal("access to the role ci", Assert.Single(plan.Changes, c => c.Kind is ChangeKind.Lose).Resource);
    }

    [Fact]
    public async Task An_OIDC_provider_without_a_thumbprint_lets_AWS_find_it()
    {
        CreateOpenIDConnectProviderRequest? sent = null;
        Client.CreateOpenIDConnectProviderAsync(Arg.Do<CreateOpenIDConnectProviderRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateOpenIDConnectProviderResponse { OpenIDConnectProviderArn = GitHub });

        await RunAsync(CreateOidcProvider.Tool,
            new { url = "https://token.actions.githubusercontent.com", clientIds = new[] { "sts.amazonaws.com" } });

        Assert.Null(sent!.ThumbprintList);
    }

    [Fact]
    public async Task An_issuer_or_a_name_that_is_taken_is_an_obstacle()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.xml");
        await File.WriteAllTextAsync(path, $"<EntityDescriptor>{new string(' ', 1000)}</EntityDescriptor>", CancellationToken.None);

        var oidc = await PlanAsync(CreateOidcProvider.Tool,
            new { url = "https://token.actions.githubusercontent.com/", clientIds = new[] { "sts.amazonaws.com" } });
        var other = await PlanAsync(CreateOidcProvider.Tool,
            new { url = "https://token.actions.githubusercontent.com/shop", clientIds = new[] { "sts.amazonaws.com" } });
        var saml = await PlanAsync(CreateSamlProvider.Tool, new { name = "okta", metadataFile = path });

        Assert.EndsWith($"already: {GitHub}.", Assert.Single(oidc.Obstacles), StringComparison.Ordinal);
        Assert.Empty(other.Obstacles);
        Assert.EndsWith($"already: {Okta}.", Assert.Single(saml.Obstacles), StringComparison.Ordinal);
        File.Delete(path);
    }

    [Fact]
    public async Task A_file_without_metadata_is_no_SAML_provider()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.xml");
        await File.WriteAllTextAsync(path, "<html/>", CancellationToken.None);

        Assert.Equal(ToolErrorCode.InvalidInput,
            (await FailsAsync(() => PlanAsync(CreateSamlProvider.Tool, new { name = "okta", metadataFile = path }))).Code);
        await File.WriteAllTextAsync(path, $"<EntityDescriptor>{new string(' ', 1000)}</EntityDescriptor>", CancellationToken.None);
        Assert.NotEmpty((await PlanAsync(CreateSamlProvider.Tool, new { name = "okta", metadataFile = path })).Changes);
        File.Delete(path);
    }
}
