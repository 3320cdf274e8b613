using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_put_async_config (PutFunctionEventInvokeConfig).</summary>
public static class PutAsyncConfig
{
    public static readonly LambdaTool Tool = LambdaTool.Write<Input, Result>(
        "put_async_config", "Replaces the settings for asynchronous invocation of a function: retries, age, where results go.", PlanAsync,
            RunAsync,
        iam: ["lambda:GetFunction", "lambda:ListTags", "lambda:GetFunctionEventInvokeConfig", "lambda:PutFunctionEventInvokeConfig"],
        examples: ["Send failed events of orders to the queue orders-failed."],
        idempotent: true);

    public sealed record Input : FunctionInput
    {
        [Description("Version or alias.")]
        public string? Qualifier { get; init; }

        [Description("Further tries after an error."), Range(0, 2)]
        public int MaxRetries { get; init; } = 2;

        [Description("Older events are given up."), Range(60, 21600)]
        public int MaxAgeSeconds { get; init; } = 21600;

        [Description("Destination ARN.")]
        public string? OnSuccess { get; init; }

        [Description("Queue, topic, bucket, bus or function ARN.")]
        public string? OnFailure { get; init; }
    }

    public sealed record Result(string Function, int? MaxRetries, int? MaxAgeSeconds, string? OnSuccess, string? OnFailure);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var (name, qualifier) = Functions.Split(input.FunctionName, input.Qualifier);
        var finding = Functions.FindAsync(lambda, name, ct, qualifier);
        var present = Functions.OrNullAsync(lambda.GetFunctionEventInvokeConfigAsync(
            new GetFunctionEventInvokeConfigRequest { FunctionName = name, Qualifier = qualifier }, ct));
        await Task.WhenAll(finding, present);
        var (found, now) = (await finding, await present);
        var what = $"asynchronous invocation of {Functions.Describe(found.Configuration)}";
        return new PlanBuilder($"Change the {what}.")
            .Touch(Functions.ToResource(found))
            .Change(what, "retries", now?.MaximumRetryAttempts ?? 2, input.MaxRetries)
            .Change(what, "longest age s", now?.MaximumEventAgeInSeconds ?? 21600, input.MaxAgeSeconds)
            .Change(what, "results to", now?.DestinationConfig?.OnSuccess?.Destination, input.OnSuccess)
            .Change(what, "failures to", now?.DestinationConfig?.OnFailure?.Destination, input.OnFailure,
                $"the role {found.Configuration.Role} must be allowed to send there")
            .Obstacle(input.OnSuccess?.Split(':') is ["arn", _, "s3", ..]
                ? "Lambda sends results to a bucket only of invocations that failed: pass it as onFailure." : null)
            .Warn(new[] { input.OnSuccess, input.OnFailure }.Any(to => to?.EndsWith(".fifo", StringComparison.Ordinal) is true)
                ? "Lambda sends results to standard queues and topics only: at a FIFO one nothing arrives." : null)
            .Undo("lambda_put_async_config", new Dictionary<string, object?>(Back(name, qualifier, now)))
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var (name, qualifier) = Functions.Split(input.FunctionName, input.Qualifier);
        var set = await lambda.PutFunctionEventInvokeConfigAsync(new PutFunctionEventInvokeConfigRequest
        {
            FunctionName = name,
            Qualifier = qualifier,
            MaximumRetryAttempts = input.MaxRetries,
            MaximumEventAgeInSeconds = input.MaxAgeSeconds,
            DestinationConfig = (input.OnSuccess ?? input.OnFailure) is null ? null : new()
            {
                OnSuccess = input.OnSuccess is null ? null : new() { Destination = input.OnSuccess },
                OnFailure = input.OnFailure is null ? null : new() { Destination = input.OnFailure },
            },
        }, ct);
        context.Done($"set the asynchronous invocation of {name}");
        return new(Functions.Short(set.FunctionArn), set.MaximumRetryAttempts, set.MaximumEventAgeInSeconds,
            set.DestinationConfig?.OnSuccess?.Destination,
            set.DestinationConfig?.OnFailure?.Destination);
    }

    private static IEnumerable<KeyValuePair<string,
        object?>> Back(string name, string? qualifier, GetFunctionEventInvokeConfigResponse? now) =>
        new Dictionary<string, object?>
        {
            ["functionName"] = name,
            ["qualifier"] = qualifier,
            ["maxRetries"] = now?.MaximumRetryAttempts ?? 2,
            ["maxAgeSeconds"] = now?.MaximumEventAgeInSeconds ?? 21600,
            ["onSuccess"] = now?.DestinationConfig?.OnSuccess?.Destination,
            ["onFailure"] = now?.DestinationConfig?.OnFailure?.Destination,
        }.Where(a => a.Value is not null);
}
