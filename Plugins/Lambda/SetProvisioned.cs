using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_set_provisioned (PutProvisionedConcurrencyConfig, DeleteProvisionedConcurrencyConfig).</summary>
public static class SetProvisioned
{
    public static readonly LambdaTool Tool = LambdaTool.Write<Input, Result>(
        "set_provisioned", "Sets how many environments of an alias or version are kept ready (provisioned concurrency).", PlanAsync,
            RunAsync,
        iam:
        [
            "lambda:GetFunction", "lambda:ListTags", "lambda:ListProvisionedConcurrencyConfigs", "lambda:PutProvisionedConcurrencyConfig",
            "lambda:DeleteProvisionedConcurrencyConfig",
        ],
        examples: ["Keep five environments of orders:live warm."],
        idempotent: true);

    public sealed record Input : FunctionInput
    {
        [Description("Version or alias.")]
        public string? Qualifier { get; init; }

        [Description("0 keeps none."), Range(0, 100000)]
        public required int Count { get; init; }
    }

    public sealed record Result(string Function, string Qualifier, int Count, string? Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var (name, qualifier) = Of(input);
        var (finding, providing) = (Functions.FindAsync(lambda, name, ct, qualifier), Functions.ProvisionedAsync(lambda, name, ct));
        await Task.WhenAll(finding, providing);
        var (found, all) = (await finding, await providing);
        var now = all.FirstOrDefault(p =>
            p.FunctionArn.EndsWith($":{qualifier}", StringComparison.Ordinal))?.RequestedProvisionedConcurrentExecutions ?? 0;
        var version = found.Configuration.Version;
        return new PlanBuilder($"Keep {input.Count} environments of {name}:{qualifier} ready.")
            .Touch(Functions.ToResource(found))
            .Change($"{name}:{qualifier}", "provisioned concurrency", now, input.Count, input.Count > now
                ? "they cost by the hour, used or not" : null)
            .Obstacle(found.Concurrency?.ReservedConcurrentExecutions is { } reserved && input.Count > reserved
                ? $"The function's reserved concurrency is {reserved}, and Lambda keeps no more than that ready; lambda_update_config "
                    + "raises it." : null)
            .Obstacle(version is "$LATEST" ? $"{qualifier} is $LATEST, of which nothing can be kept ready; publish a version first." : null)
            .Obstacle(input.Count > 0 && found.Configuration.SnapStart?.ApplyOn == SnapStartApplyOn.PublishedVersions
                ? $"{qualifier} has SnapStart, and Lambda keeps nothing ready of what starts from a snapshot." : null)
            .Undo("lambda_set_provisioned", new { functionName = name, qualifier, count = now })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var (name, qualifier) = Of(input);
        if (input.Count == 0)
        {
            await lambda.DeleteProvisionedConcurrencyConfigAsync(
                new DeleteProvisionedConcurrencyConfigRequest { FunctionName = name, Qualifier = qualifier }, ct);
            context.Done($"ended the provisioned concurrency of {name}:{qualifier}");
            return new(name, qualifier, 0, null);
        }

        var set = await lambda.PutProvisionedConcurrencyConfigAsync(
            new PutProvisionedConcurrencyConfigRequest
            {
                FunctionName = name,
                Qualifier = qualifier,
                ProvisionedConcurrentExecutions = input.Count
            }, ct);
        context.Done($"set the provisioned concurrency of {name}:{qualifier} to {input.Count}");
        return new(name, qualifier, set.RequestedProvisionedConcurrentExecutions ?? input.Count, set.Status?.Value);
    }

    private static (string Name, string Qualifier) Of(Input input) =>
        Functions.Split(input.FunctionName, input.Qualifier) is (var name, { } qualifier)
        ? (name, qualifier) : throw ToolException.InvalidInput("Environments are kept ready of an alias or a version.", "Pass qualifier.");
}
