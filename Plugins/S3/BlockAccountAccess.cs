using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_block_account_access (GetCallerIdentity; GetPublicAccessBlock and PutPublicAccessBlock of S3 Control).</summary>
public static class BlockAccountAccess
{
    public static readonly AwsTool<S3Clients> Tool = AwsTool<S3Clients>.Write<Input, Result>(
        "block_account_access", "Blocks public access to all buckets of the account; false lifts a part of the block.", PlanAsync, RunAsync,
        iam: ["sts:GetCallerIdentity", "s3:GetAccountPublicAccessBlock", "s3:PutAccountPublicAccessBlock"],
        examples: ["Make sure that no bucket of this account can become public."],
        idempotent: true);

    public sealed record Input : BlockInput;

    public sealed record Result(string Account, bool BlockPublicAcls, bool IgnorePublicAcls, bool BlockPublicPolicy,
        bool RestrictPublicBuckets);

    public static async Task<ToolPlan> PlanAsync(S3Clients clients, Input input, CancellationToken ct)
    {
        var account = await AccountBlock.IdAsync(clients, ct);
        var now = await AccountBlock.ReadAsync(clients, account, ct);
        var plan = new PlanBuilder(input.Lifts()
            ? $"LIFT the public access block of the account {account}: its buckets can become public where their own block allows it."
            : $"Block all public access to the buckets of the account {account}.")
            .Change(account, "blockPublicAcls", now?.BlockPublicAcls is true, input.BlockPublicAcls)
            .Change(account, "ignorePublicAcls", now?.IgnorePublicAcls is true, input.IgnorePublicAcls)
            .Change(account, "blockPublicPolicy", now?.BlockPublicPolicy is true, input.BlockPublicPolicy)
            .Change(account, "restrictPublicBuckets", now?.RestrictPublicBuckets is true, input.RestrictPublicBuckets)
            .Warn("It holds for all regions, and takes some minutes to reach them.");
        if (input.IgnorePublicAcls && now?.IgnorePublicAcls is not true || input.RestrictPublicBuckets
            && now?.RestrictPublicBuckets is not true)
            plan.Lose("what everybody can read today", "s3_list_buckets with exposed names the buckets that this closes");
        return plan.Undo("s3_block_account_access", new
        {
            blockPublicAcls = now?.BlockPublicAcls is true,
            ignorePublicAcls = now?.IgnorePublicAcls is true,
            blockPublicPolicy = now?.BlockPublicPolicy is true,
            restrictPublicBuckets = now?.RestrictPublicBuckets is true,
        }).Build();
    }

    public static async Task<Result> RunAsync(S3Clients clients, Input input, ToolContext context, CancellationToken ct)
    {
        var account = await AccountBlock.IdAsync(clients, ct);
        await clients.Control.Value.PutPublicAccessBlockAsync(new()
        {
            AccountId = account,
            PublicAccessBlockConfiguration = new()
            {
                BlockPublicAcls = input.BlockPublicAcls,
                IgnorePublicAcls = input.IgnorePublicAcls,
                BlockPublicPolicy = input.BlockPublicPolicy,
                RestrictPublicBuckets = input.RestrictPublicBuckets,
            },
        }, ct);
        context.Done($"set the public access block of the account {account}");
        return new(account, input.BlockPublicAcls, input.IgnorePublicAcls, input.BlockPublicPolicy, input.RestrictPublicBuckets);
    }
}
