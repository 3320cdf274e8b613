global using Infra.Aws;
global using IamTool = Infra.Aws.AwsTool<Amazon.IdentityManagement.IAmazonIdentityManagementService>;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>The module <c>iam</c>: who may do what.</summary>
public sealed class IamModule()
    : AwsModule<IAmazonIdentityManagementService>("iam", "IAM roles, users, groups, policies, access keys and what they permit.",
        noun: "role")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<IamTool> Tools =>
    [
        ListRoles.Tool,
        GetRole.Tool,
        ListUsers.Tool,
        GetUser.Tool,
        ListPolicies.Tool,
        GetPolicy.Tool,
        ListGroups.Tool,
        GetGroup.Tool,
        ListAccessKeys.Tool,
        ListIdentityProviders.Tool,
        ListCredentials.Tool,
        ListLastAccessed.Tool,
        GetAccountSummary.Tool,
        SimulatePolicy.Tool,
        ListStatements.Tool,
        ListInstanceProfiles.Tool,
        CreateRole.Tool,
        UpdateTrustPolicy.Tool,
        UpdateRole.Tool,
        SetBoundary.Tool,
        AttachPolicy.Tool,
        PutInlinePolicy.Tool,
        CreatePolicy.Tool,
        CreatePolicyVersion.Tool,
        SetPolicyVersion.Tool,
        CreateUser.Tool,
        PutLoginProfile.Tool,
        CreateGroup.Tool,
        UpdateGroupMembers.Tool,
        CreateInstanceProfile.Tool,
        CreateAccessKey.Tool,
        SetAccessKeyStatus.Tool,
        CreateOidcProvider.Tool,
        CreateSamlProvider.Tool,
        TagRole.Tool,
        DetachPolicy.Tool,
        DeleteInlinePolicy.Tool,
        DeleteRole.Tool,
        DeletePolicy.Tool,
        DeletePolicyVersion.Tool,
        DeleteUser.Tool,
        DeleteAccessKey.Tool,
        DeleteLoginProfile.Tool,
        DeleteGroup.Tool,
        DeleteIdentityProvider.Tool,
    ];

    /// <inheritdoc/>
    protected override bool Global => true;

    /// <inheritdoc/>
    protected override IAmazonIdentityManagementService CreateClient(AwsTarget target) =>
        new AmazonIdentityManagementServiceClient(target.Configure<AmazonIdentityManagementServiceConfig>());
}
