using System.Net;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>An account with one role, one user, one group and one policy, all empty handed: IAM gives null for empty lists.</summary>
public abstract class IamToolTest : ToolTest<IAmazonIdentityManagementService>
{
    protected const string Ours = "arn:aws:iam::123456789012:policy/ours";
    protected const string Open = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";
    protected const string Narrow =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/a+b"}]}""";
    protected const string TrustsEc2 =
        """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}""";
    protected const string TrustsAll =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}""";

    protected IamToolTest()
    {
        Client.GetRoleAsync(default!, default).ReturnsForAnyArgs(new GetRoleResponse { Role = Role });
        Client.GetUserAsync(default(GetUserRequest)!, default).ReturnsForAnyArgs(new GetUserResponse { User = User });
        Client.GetGroupAsync(default!, default)
            .ReturnsForAnyArgs(
                new GetGroupResponse { Group = new() { GroupName = "admins", Arn = "arn:aws:iam::123456789012:group/admins" } });
        Client.GetPolicyAsync(default!, default).ReturnsForAnyArgs(new GetPolicyResponse { Policy = Policy });
        Client.GetPolicyVersionAsync(default!, default)
            .ReturnsForAnyArgs(
                new GetPolicyVersionResponse { PolicyVersion = new() { VersionId = "v2", Document = Uri.EscapeDataString(Open) } });
        Client.ListPolicyVersionsAsync(default!, default)
            .ReturnsForAnyArgs(
                new ListPolicyVersionsResponse
                {
                    Versions = [new() { VersionId = "v2", IsDefaultVersion = true },
                    new() { VersionId = "v1" }]
                });
        Client.ListPoliciesAsync(default(ListPoliciesRequest)!, default).ReturnsForAnyArgs(new ListPoliciesResponse());
        Client.GetInstanceProfileAsync(default!, default).ReturnsForAnyArgs(Task.FromException<GetInstanceProfileResponse>(
            new NoSuchEntityException("none")));
        Client.ListEntitiesForPolicyAsync(default!, default).ReturnsForAnyArgs(new ListEntitiesForPolicyResponse());
        Client.ListAttachedRolePoliciesAsync(default!, default).ReturnsForAnyArgs(new ListAttachedRolePoliciesResponse());
        Client.ListAttachedUserPoliciesAsync(default!, default).ReturnsForAnyArgs(new ListAttachedUserPoliciesResponse());
        Client.ListAttachedGroupPoliciesAsync(default!, default).ReturnsForAnyArgs(new ListAttachedGroupPoliciesResponse());
        Client.ListRolePoliciesAsync(default!, default).ReturnsForAnyArgs(new ListRolePoliciesResponse());
        Client.ListUserPoliciesAsync(default!, default).ReturnsForAnyArgs(new ListUserPoliciesResponse());
        Client.ListGroupPoliciesAsync(default!, default).ReturnsForAnyArgs(new ListGroupPoliciesResponse());
        Client.ListInstanceProfilesForRoleAsync(default!, default).ReturnsForAnyArgs(new ListInstanceProfilesForRoleResponse());
        Client.ListGroupsForUserAsync(default!, default).ReturnsForAnyArgs(new ListGroupsForUserResponse());
        Client.ListAccessKeysAsync(default(ListAccessKeysRequest)!, default).ReturnsForAnyArgs(new ListAccessKeysResponse());
        Client.ListMFADevicesAsync(default(ListMFADevicesRequest)!, default).ReturnsForAnyArgs(new ListMFADevicesResponse());
        Client.ListSSHPublicKeysAsync(default!, default).ReturnsForAnyArgs(new ListSSHPublicKeysResponse());
        Client.ListSigningCertificatesAsync(default(ListSigningCertificatesRequest)!, default)
            .ReturnsForAnyArgs(new ListSigningCertificatesResponse());
        Client.ListServiceSpecificCredentialsAsync(default!, default).ReturnsForAnyArgs(new ListServiceSpecificCredentialsResponse());
        Client.GetLoginProfileAsync(default!, default).ReturnsForAnyArgs<GetLoginProfileResponse>(_ =>
            throw new NoSuchEntityException("none"));
    }

    protected Role Role { get; } = new()
    {
        RoleName = "web",
        Arn = "arn:aws:iam::123456789012:role/web",
        Path = "/",
        CreateDate = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        AssumeRolePolicyDocument = Uri.EscapeDataString(TrustsEc2),
        Tags = [new() { Key = "team", Value = "shop" }],
    };

    protected User User { get; } = new()
    {
        UserName = "alice",
        Arn = "arn:aws:iam::123456789012:user/alice",
        Tags = [new() { Key = "team", Value = "shop" }]
    };

    protected ManagedPolicy Policy { get; } = new() { PolicyName = "ours", Arn = Ours, DefaultVersionId = "v2", AttachmentCount = 1 };

    /// <summary>Gives alice a key of this age.</summary>
    protected void HasKey(string id, int ageDays, DateTime? used)
    {
        Client.ListAccessKeysAsync(default(ListAccessKeysRequest)!, default).ReturnsForAnyArgs(new ListAccessKeysResponse
        {
            AccessKeyMetadata = [
                new() { AccessKeyId = id, UserName = "alice", Status = StatusType.Active, CreateDate = Ago(ageDays).AddHours(-1) }],
        });
        Client.GetAccessKeyLastUsedAsync(default!, default).ReturnsForAnyArgs(new GetAccessKeyLastUsedResponse
        {
            UserName = "alice",
            AccessKeyLastUsed = new() { LastUsedDate = used, ServiceName = used is null ? "N/A" : "s3" },
        });
    }

    /// <summary>So many days before the clock of the tools.</summary>
    protected DateTime Ago(int days) => Time.GetUtcNow().UtcDateTime.AddDays(-days);

    /// <summary>What IAM answers to a caller without the permission.</summary>
    protected static AmazonIdentityManagementServiceException Denied() =>
        new("User: arn:aws:iam::123456789012:user/me is not authorized to perform it")
        {
            ErrorCode = "AccessDenied",
            StatusCode = HttpStatusCode.Forbidden
        };

    protected static Task<ToolException> FailsAsync(Func<Task> act) => Assert.ThrowsAsync<ToolException>(act);
}
