using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_get_account_access (GetCallerIdentity; GetPublicAccessBlock of S3 Control, whose address has the account's id).</summary>
public static class GetAccountAccess
{
    public static readonly AwsTool<S3Clients> Tool = AwsTool<S3Clients>.Read<Input, Result>(
        "get_account_access", "The account's block of public access. For a bucket's, use s3_get_bucket.", RunAsync,
        iam: ["sts:GetCallerIdentity", "s3:GetAccountPublicAccessBlock"],
        examples: ["Can any bucket of this account be public?"]);

    public sealed record Input;

    /// <param name="Account">Account id.</param>
    public sealed record Result(string Account, bool BlockPublicAcls, bool IgnorePublicAcls, bool BlockPublicPolicy,
        bool RestrictPublicBuckets);

    public static async Task<Result> RunAsync(S3Clients clients, Input input, CancellationToken ct)
    {
        var account = await AccountBlock.IdAsync(clients, ct);
        var now = await AccountBlock.ReadAsync(clients, account, ct);
        return new(account, now?.BlockPublicAcls is true, now?.IgnorePublicAcls is true, now?.BlockPublicPolicy is true,
            now?.RestrictPublicBuckets is true);
    }
}
