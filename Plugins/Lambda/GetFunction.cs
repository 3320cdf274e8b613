using System.ComponentModel;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_get_function: a function with what hangs on it (GetFunction, ListAliases, ListEventSourceMappings, GetPolicy, GetFunctionUrlConfig, GetFunctionEventInvokeConfig).</summary>
public static class GetFunction
{
    public static readonly LambdaTool Tool = LambdaTool.Read<Input, Result>(
        "get_function", "One Lambda function in full: state and its reason, configuration, names of its environment variables, aliases, triggers, who may invoke it. For versions, use lambda_list_versions.", RunAsync,
        iam:
        [
            "lambda:GetFunction", "lambda:ListTags", "lambda:ListAliases", "lambda:ListEventSourceMappings", "lambda:GetPolicy",
            "lambda:GetFunctionUrlConfig", "lambda:GetFunctionEventInvokeConfig",
        ],
        examples: ["What triggers the function orders?", "Why is the function orders not active?"]);

    public sealed record Input : FunctionInput
    {
        [Description("Version or alias.")]
        public string? Qualifier { get; init; }
    }

    public sealed record Result(
        string Name, string Arn, string Version, string? Description, string? State, string? StateReason, string? UpdateStatus, string? UpdateReason, string Runtime,
        string? Handler, string? ImageUri, IReadOnlyList<string> Architectures, int? MemoryMb, int? TimeoutSeconds, int? StorageMb, string? Role, long? CodeBytes, string? CodeSha256,
        DateTime? ModifiedAt, IReadOnlyList<string> EnvironmentNames, string? KmsKeyArn, Network? Network, IReadOnlyList<string> LayerArns, string? DeadLetterArn, string? Tracing,
        string? LogGroup, int? ReservedConcurrency, IReadOnlyList<ListAliases.Row> Aliases, IReadOnlyList<ListEventSources.Row> EventSources, Url? Url, Async? Async,
        IReadOnlyList<Statement> Policy, IReadOnlyDictionary<string, string> Tags);

    public sealed record Network(string? VpcId, IReadOnlyList<string> SubnetIds, IReadOnlyList<string> SecurityGroupIds);

    public sealed record Url(string Address, string? AuthType);

    public sealed record Async(int? MaxRetries, int? MaxAgeSeconds, string? OnSuccess, string? OnFailure);

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var (name, qualifier) = (input.FunctionName, input.Qualifier);
        // These hang on the function itself, on an alias or on a version; an address, never on a version.
        var of = qualifier is "$LATEST" ? null : qualifier;
        var isVersion = int.TryParse(of, out _);
        var function = Functions.FindAsync(lambda, name, ct, qualifier);
        var aliases = Functions.AliasesAsync(lambda, name, ct);
        var sources = Functions.EventSourcesAsync(lambda, of is null ? name : $"{name}:{of}", ct);
        var policy = Policies.FindAsync(lambda, name, of, ct);
        var url = isVersion ? Task.FromResult<GetFunctionUrlConfigResponse?>(null) : Functions.OrNullAsync(lambda.GetFunctionUrlConfigAsync(new GetFunctionUrlConfigRequest { FunctionName = name, Qualifier = of }, ct));
        var async = Functions.OrNullAsync(lambda.GetFunctionEventInvokeConfigAsync(new GetFunctionEventInvokeConfigRequest { FunctionName = name, Qualifier = of }, ct));
        await Task.WhenAll(function, aliases, sources, policy, url, async);

        var (answer, f) = (await function, (await function).Configuration);
        return new(
            f.FunctionName, f.FunctionArn, f.Version, Text(f.Description), f.State?.Value, f.StateReason, f.LastUpdateStatus?.Value, f.LastUpdateStatusReason, Functions.Runtime(f),
            f.Handler, answer.Code?.ImageUri, f.Architectures ?? [], f.MemorySize, f.Timeout, f.EphemeralStorage?.Size, f.Role, f.CodeSize, f.CodeSha256,
            Functions.Time(f.LastModified), [.. (f.Environment?.Variables ?? []).Keys.Order(StringComparer.Ordinal)], f.KMSKeyArn,
            f.VpcConfig?.SubnetIds is { Count: > 0 } subnets ? new(f.VpcConfig.VpcId, subnets, f.VpcConfig.SecurityGroupIds ?? []) : null,
            [.. (f.Layers ?? []).Select(l => l.Arn)], f.DeadLetterConfig?.TargetArn, f.TracingConfig?.Mode?.Value, f.LoggingConfig?.LogGroup, answer.Concurrency?.ReservedConcurrentExecutions,
            [.. (await aliases).Select(ListAliases.ToRow)], [.. (await sources).Select(ListEventSources.ToRow)],
            await url is { } u ? new(u.FunctionUrl, u.AuthType?.Value) : null,
            await async is { } a ? new(a.MaximumRetryAttempts, a.MaximumEventAgeInSeconds, a.DestinationConfig?.OnSuccess?.Destination, a.DestinationConfig?.OnFailure?.Destination) : null,
            await policy ?? [], (answer.Tags ?? []).OrderBy(t => t.Key, StringComparer.Ordinal).ToDictionary(t => t.Key, t => t.Value));
    }

    private static string? Text(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
