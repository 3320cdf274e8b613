using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatchLogs;

namespace Infra.Plugins.Logs;

/// <summary>logs_set_kms_key (AssociateKmsKey, DisassociateKmsKey).</summary>
public static class SetKmsKey
{
    public static readonly LogsTool Tool = LogsTool.Write<Input, Result>(
        "set_kms_key", "Sets the KMS key that encrypts a log group's new events. Older ones keep theirs.", PlanAsync, RunAsync,
        iam: ["logs:DescribeLogGroups", "logs:ListTagsForResource", "logs:AssociateKmsKey", "logs:DisassociateKmsKey"],
        examples: ["Encrypt the logs of /ecs/web with our own key."], idempotent: true);

    public sealed record Input
    {
        [Description("Log group name."), RegularExpression(LogGroups.Name), MaxLength(512)]
        public required string Group { get; init; }

        [Description("KMS key ARN, no alias; AWS's own key when left out."), MaxLength(256),
            RegularExpression("arn:[a-z0-9-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+")]
        public string? KmsKeyArn { get; init; }
    }

    public sealed record Result(string Name, string? KmsKeyArn);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudWatchLogs logs, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var group = await LogGroups.FindAsync(logs, input.Group, ct);
        var plan = new PlanBuilder($"Encrypt new events of {input.Group} with {input.KmsKeyArn ?? "AWS's own key"}.")
            .Touch(await LogGroups.ToResourceAsync(logs, group, unknowns, ct))
            .Change(input.Group, "KMS key", LogGroups.Key(group.KmsKeyId), LogGroups.Key(input.KmsKeyArn));
        if (input.KmsKeyArn is not null && input.KmsKeyArn != group.KmsKeyId)
            plan.Warn("The key's policy must let CloudWatch Logs use it.");
        if (group.KmsKeyId is { } old && old != input.KmsKeyArn)
            plan.Warn($"Older events stay encrypted with {old}: without that key nobody can read them.");
        return plan.Unknown(unknowns.Notes)
            .Undo("logs_set_kms_key", group.KmsKeyId is { } now ? new { group = input.Group, kmsKeyArn = now }
                : new { group = input.Group })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatchLogs logs, Input input, ToolContext context, CancellationToken ct)
    {
        if (input.KmsKeyArn is { } key) await logs.AssociateKmsKeyAsync(new() { LogGroupName = input.Group, KmsKeyId = key }, ct);
        else await logs.DisassociateKmsKeyAsync(new() { LogGroupName = input.Group }, ct);
        context.Done($"set the KMS key of {input.Group}");
        return new(input.Group, input.KmsKeyArn);
    }
}
