using System.ComponentModel;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_get_function: a function with what hangs on it (GetFunction, ListAliases, ListEventSourceMappings, GetPolicy,
/// GetFunctionUrlConfig, GetFunctionEventInvokeConfig, ListProvisionedConcurrencyConfigs).</summary>
public static class GetFunction
{
    // Rows of an inner list; more of them stand in a list of their own.
    private const int MostRows = 20;

    public static readonly LambdaTool Tool = LambdaTool.Read<Input, Result>(
        "get_function",
            "One Lambda function in full: state, configuration, names of environment variables, aliases, triggers, who may invoke it. "
                + "For versions, use lambda_list_versions.", RunAsync,
        iam:
        [
            "lambda:GetFunction", "lambda:ListTags", "lambda:ListAliases", "lambda:ListEventSourceMappings", "lambda:GetPolicy",
            "lambda:GetFunctionUrlConfig", "lambda:GetFunctionEventInvokeConfig", "lambda:ListProvisionedConcurrencyConfigs",
            "kms:Decrypt>lambda.amazonaws.com",
        ],
        examples: ["What triggers the function orders?", "Why is the function orders not active?"]);

    public sealed record Input : FunctionInput
    {
        [Description("Version or alias.")]
        public string? Qualifier { get; init; }
    }

    public sealed record Result(
        string Name, string Arn, string Version, string? Description, string? State, string? StateReason, string? UpdateStatus,
        string? UpdateReason, string Runtime,
        string? Handler, string? ImageUri, IReadOnlyList<string> Architectures, int? MemoryMb, int? TimeoutSeconds, int? StorageMb,
        string? Role, long? CodeBytes,
        string? CodeSha256, DateTime? ModifiedAt, IReadOnlyList<string> EnvironmentNames, string? KmsKeyArn, Network? Network,
        IReadOnlyList<string> LayerArns,
        string? DeadLetterArn, string? Tracing, string LogGroup, int? ReservedConcurrency, IReadOnlyList<ListAliases.Row> Aliases,
        IReadOnlyList<ListEventSources.Row> EventSources, Url? Url, Async? Async, IReadOnlyList<Statement> Policy,
        IReadOnlyDictionary<string, string>? Tags, string? Note)
    {
        /// <summary>When AWS ends the runtime, or has ended it; absent for images.</summary>
        public DateTime? RuntimeEndsAt { get; init; }

        /// <summary>Environments that are kept ready, by alias or version.</summary>
        public IReadOnlyList<Provisioned>? ProvisionedConcurrency { get; init; }

        /// <summary>What an image starts, where it is not what the image says.</summary>
        public Image? Image { get; init; }

        /// <summary>JSON, or plain text.</summary>
        public string? LogFormat { get; init; }

        /// <summary>Of JSON logs.</summary>
        public string? LogLevel { get; init; }

        /// <summary>Whether published versions start from a snapshot; of a version, whether it does.</summary>
        public bool? SnapStart { get; init; }
    }

    public sealed record Provisioned(string Qualifier, int? Wanted, int? Ready, string? Status, string? Reason);

    public sealed record Image(IReadOnlyList<string> EntryPoint, IReadOnlyList<string> Command, string? WorkingDirectory);

    /// <param name="Ipv6">Whether it reaches IPv6 through dual-stack subnets.</param>
    public sealed record Network(string? VpcId, IReadOnlyList<string> SubnetIds, IReadOnlyList<string> SecurityGroupIds, bool? Ipv6);

    public sealed record Url(string Address, string? AuthType, string? InvokeMode, IReadOnlyList<string>? AllowOrigins);

    public sealed record Async(int? MaxRetries, int? MaxAgeSeconds, string? OnSuccess, string? OnFailure);

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var (name, qualifier) = Functions.Split(input.FunctionName, input.Qualifier);
        // What hangs on a function hangs on itself, on an alias or on a version; $LATEST is the function itself.
        var of = qualifier is "$LATEST" ? null : qualifier;
        var unknowns = new Unknowns(context.Target);
        var surroundings = new Surroundings(lambda, name, of, unknowns, ct);
        var finding = Functions.FindAsync(lambda, name, ct, qualifier);
        var aliasing = unknowns.TryAsync("The aliases", () => Functions.AliasesAsync(lambda, name, ct));
        var configuring = unknowns.TryAsync<GetFunctionEventInvokeConfigResponse[]>("The settings for asynchronous invocation", async () =>
            await Functions.OrNullAsync(
                lambda.GetFunctionEventInvokeConfigAsync(new GetFunctionEventInvokeConfigRequest { FunctionName = name, Qualifier = of },
                    ct))
                is { } config ? [config] : []);
        var providing = unknowns.TryAsync("The provisioned concurrency", () => Functions.ProvisionedAsync(lambda, name, ct));
        await Task.WhenAll(finding, aliasing, surroundings.ReadAsync(), configuring, providing);

        var (answer, f, aliases) = (await finding, (await finding).Configuration, await aliasing ?? []);
        return new(
            f.FunctionName, f.FunctionArn, f.Version, Text(f.Description), f.State?.Value, f.StateReason, f.LastUpdateStatus?.Value,
            f.LastUpdateStatusReason,
            Functions.Runtime(f), f.Handler, answer.Code?.ImageUri, f.Architectures ?? [], f.MemorySize, f.Timeout,
            f.EphemeralStorage?.Size, f.Role, f.CodeSize,
            f.CodeSha256, Functions.Time(f.LastModified), [.. (f.Environment?.Variables ?? []).Keys.Order(StringComparer.Ordinal)],
            f.KMSKeyArn,
            f.VpcConfig?.SubnetIds is { Count: > 0 } subnets ? new(f.VpcConfig.VpcId, subnets, f.VpcConfig.SecurityGroupIds ?? [],
                f.VpcConfig.Ipv6AllowedForDualStack is true ? true : null) : null,
            [.. (f.Layers ?? []).Select(l => l.Arn)], f.DeadLetterConfig?.TargetArn, f.TracingConfig?.Mode?.Value, Functions.LogGroup(f),
            answer.Concurrency?.ReservedConcurrentExecutions,
            [.. aliases.Take(MostRows).Select(ListAliases.ToRow)],
            [.. surroundings.EventSources.Take(MostRows).Select(ListEventSources.ToRow)],
            surroundings.Url is { } u ? new(u.FunctionUrl, u.AuthType?.Value, u.InvokeMode?.Value, u.Cors?.AllowOrigins) : null,
            (await configuring)?.FirstOrDefault() is { } a
                ? new(a.MaximumRetryAttempts, a.MaximumEventAgeInSeconds, a.DestinationConfig?.OnSuccess?.Destination,
                    a.DestinationConfig?.OnFailure?.Destination) : null,
            [.. surroundings.Policy.Take(MostRows)], Functions.TagsOf(answer), Note(answer, aliases, surroundings))
        {
            RuntimeEndsAt = Runtimes.End(f.Runtime?.Value),
            ProvisionedConcurrency = await providing is { Count: > 0 } provided
                ? [.. provided.Select(p => new Provisioned(p.FunctionArn.Split(':')[^1], p.RequestedProvisionedConcurrentExecutions,
                    p.AvailableProvisionedConcurrentExecutions, p.Status?.Value, p.StatusReason))
                        .OrderBy(p => p.Qualifier, StringComparer.Ordinal)] : null,
            Image = f.ImageConfigResponse?.ImageConfig is { } i ? new(i.EntryPoint ?? [], i.Command ?? [], Text(i.WorkingDirectory)) : null,
            LogFormat = f.LoggingConfig?.LogFormat?.Value,
            LogLevel = f.LoggingConfig?.ApplicationLogLevel?.Value,
            SnapStart = f.SnapStart is not { ApplyOn: { } applies } snapshot || applies == SnapStartApplyOn.None ? null
                : of is null || snapshot.OptimizationStatus == SnapStartOptimizationStatus.On,
        };
    }

    private static string? Note(GetFunctionResponse answer, List<AliasConfiguration> aliases, Surroundings surroundings)
    {
        var f = answer.Configuration;
        string?[] notes =
        [
            surroundings.Unknowns.Note,
            answer.TagsError is { } tags ? $"The tags: not known ({tags.ErrorCode}: {tags.Message})." : null,
            f.Environment?.Error is { } environment ? $"The environment: not known ({environment.ErrorCode}: {environment.Message})."
                : null,
            f.ImageConfigResponse?.Error is { } image ? $"The image settings: not known ({image.ErrorCode}: {image.Message})." : null,
            Folded(aliases.Count, "aliases", "lambda_list_aliases"),
            Folded(surroundings.EventSources.Count, "event sources", "lambda_list_event_sources"),
            Folded(surroundings.Policy.Count, "statements of its policy", "lambda_get_policy"),
        ];
        return Notes.Join(notes);

        static string? Folded(int count, string what, string tool) =>
            count > MostRows ? $"{MostRows} of {count} {what}; {tool} shows all." : null;
    }

    private static string? Text(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
