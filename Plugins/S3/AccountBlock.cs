using Amazon.S3Control;
using Amazon.S3Control.Model;

namespace Infra.Plugins.S3;

/// <summary>The account's own block of public access, which holds over that of each bucket and access point.</summary>
internal static class AccountBlock
{
    /// <summary>The account that the credentials belong to: its id is in the address of S3 Control.</summary>
    public static async Task<string> IdAsync(S3Clients clients, CancellationToken ct) =>
        (await clients.Sts.Value.GetCallerIdentityAsync(new(), ct)).Account;

    /// <summary>The block; null when none was ever set.</summary>
    public static async Task<PublicAccessBlockConfiguration?> ReadAsync(S3Clients clients, string account, CancellationToken ct)
    {
        try
        {
            return (await clients.Control.Value.GetPublicAccessBlockAsync(new() { AccountId = account }, ct))
                .PublicAccessBlockConfiguration;
        }
        catch (AmazonS3ControlException e) when (e.ErrorCode is "NoSuchPublicAccessBlockConfiguration")
        {
            return null;
        }
    }
}
