using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_update_config (UpdateFunctionConfiguration, PutFunctionConcurrency, DeleteFunctionConcurrency).</summary>
public static class UpdateConfig
{
    public static readonly LambdaTool Tool = LambdaTool.Write<Input, Result>(
        "update_config",
        "Changes settings of a Lambda function; what is left out stays, single variables too. For code, use lambda_update_code.",
        PlanAsync, RunAsync,
        iam:
        [
            "lambda:GetFunction", "lambda:ListTags", "lambda:UpdateFunctionConfiguration", "lambda:PutFunctionConcurrency",
            "lambda:DeleteFunctionConcurrency", "lambda:GetLayerVersion", "iam:PassRole>lambda.amazonaws.com", "ec2:DescribeVpcs",
            "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups", "kms:Decrypt>lambda.amazonaws.com", "kms:Encrypt>lambda.amazonaws.com",
            "kms:GenerateDataKey>lambda.amazonaws.com",
        ],
        examples: ["Give the function orders 512 MB and 30 seconds.", "Set LOG_LEVEL of orders to debug.",
            "Stop all invocations of orders: no concurrency."],
        idempotent: true)
        .With(deadline: Functions.Deadline);

    public sealed record Input : FunctionInput
    {
        [Description("Memory; CPU grows with it."), Range(128, 32768)]
        public int? MemoryMb { get; init; }

        [Description("Longest run."), Range(1, 900)]
        public int? TimeoutSeconds { get; init; }

        [Description("Size of /tmp."), Range(512, 10240)]
        public int? EphemeralStorageMb { get; init; }

        [Description("Environment variables to set; others stay."), DataType(DataType.Password)]
        public IReadOnlyDictionary<string, string> SetEnvironment { get; init; } = new Dictionary<string, string>();

        [Description("Names of environment variables to remove.")]
        public IReadOnlyList<string> RemoveEnvironment { get; init; } = [];

        [Description("Runtime, for example python3.13.")]
        public string? Runtime { get; init; }

        [Description("File and function, for example index.handler.")]
        public string? Handler { get; init; }

        [Description("ARN of the execution role."), RegularExpression("arn:.+:role/.+")]
        public string? RoleArn { get; init; }

        [Description("Description."), MaxLength(256)]
        public string? Description { get; init; }

        [Description("ARNs of all layer versions, in order."), MaxLength(5)]
        public IReadOnlyList<string>? LayerArns { get; init; }

        [Description("Replaces the present ones; [] leaves the VPC."), MaxLength(16)]
        public IReadOnlyList<string>? SubnetIds { get; init; }

        [Description("Replaces the present security groups."), MaxLength(5)]
        public IReadOnlyList<string>? SecurityGroupIds { get; init; }

        [Description("Reach IPv6 through dual-stack subnets.")]
        public bool? Ipv6 { get; init; }

        [Description("Start versions that are published from now on from a snapshot.")]
        public bool? SnapStart { get; init; }

        [Description("Trace requests with AWS X-Ray.")]
        public bool? Tracing { get; init; }

        [Description("Queue or topic for failed events; \"\" for none.")]
        public string? DeadLetterArn { get; init; }

        [Description("Of an image; [] for its own."), MaxLength(1500)]
        public IReadOnlyList<string>? ImageCommand { get; init; }

        [Description("Of an image; [] for its own."), MaxLength(1500)]
        public IReadOnlyList<string>? ImageEntryPoint { get; init; }

        [Description("Log format."), AllowedValues("JSON", "Text")]
        public string? LogFormat { get; init; }

        [Description("Least level of JSON logs."), AllowedValues("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")]
        public string? LogLevel { get; init; }

        [Description("CloudWatch log group.")]
        public string? LogGroup { get; init; }

        [Description("Most runs at once; 0 stops all, -1 lifts it."), Range(-1, 100000)]
        public int? ReservedConcurrency { get; init; }

        [Description("Until in force, max 5 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public sealed record Result(FunctionResult Function, IReadOnlyList<string> Changed);

    // Reserved concurrency has operations of its own.
    private sealed record Comparison(
        GetFunctionResponse Found, SettingChanges<UpdateFunctionConfigurationRequest> Settings, PlanChange? Concurrency, Dictionary<string,
        object?> Back);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var (found, settings, concurrency, back) = await CompareAsync(lambda, input, ct);
        var plan = new PlanBuilder($"Change {Functions.Describe(found.Configuration)}.").Touch(Functions.ToResource(found))
            .Add(settings.All);
        if (concurrency is not null) plan.Add(concurrency);
        if (input.SnapStart is true)
        {
            var f = found.Configuration;
            Runtimes.AddSnapStart(plan, f.PackageType == PackageType.Image, input.Runtime ?? f.Runtime?.Value,
                input.EphemeralStorageMb ?? f.EphemeralStorage?.Size);
            plan.Obstacle(f.FileSystemConfigs is { Count: > 0 } ? "Lambda takes no snapshots of functions with a file system." : null);
        }

        plan.Warn(input.ReservedConcurrency is 0 && concurrency?.Kind is ChangeKind.Change ? "Nothing can invoke the function any more."
            : null);
        return (settings.Changed.Any(c => c.Property == "environment")
            ? plan.NoUndo("The old values of environment variables are not kept here.")
            : plan.Undo("lambda_update_config", back)).Build();
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var (found, settings, concurrency, _) = await CompareAsync(lambda, input, ct);
        var f = found.Configuration;
        var result = FunctionResult.Of(f.FunctionName, f.FunctionArn, f.Version, f.State, f.StateReason, f.LastUpdateStatus,
            f.LastUpdateStatusReason, f.CodeSha256);
        List<PlanChange> changed = [.. settings.Changed];
        if (changed.Count > 0)
        {
            // The revision keeps two callers from undoing each other's environment; Lambda only takes the whole of it.
            var n = await lambda.UpdateFunctionConfigurationAsync(
                settings.ApplyTo(new UpdateFunctionConfigurationRequest { FunctionName = f.FunctionName, RevisionId = f.RevisionId }), ct);
            context.Done($"changed {string.Join(", ", changed.Select(c => c.Property))} of {f.FunctionName}");
            result = FunctionResult.Of(n.FunctionName, n.FunctionArn, n.Version, n.State, n.StateReason, n.LastUpdateStatus,
                n.LastUpdateStatusReason, n.CodeSha256);
        }

        if (concurrency?.Kind is ChangeKind.Change)
        {
            await (input.ReservedConcurrency is -1
                ? (Task)lambda.DeleteFunctionConcurrencyAsync(new DeleteFunctionConcurrencyRequest { FunctionName = f.FunctionName }, ct)
                : lambda.PutFunctionConcurrencyAsync(
                    new PutFunctionConcurrencyRequest
                    {
                        FunctionName = f.FunctionName,
                        ReservedConcurrentExecutions = input.ReservedConcurrency
                    }, ct));
            context.Done($"set the reserved concurrency of {f.FunctionName} to {concurrency.To}");
            changed.Add(concurrency);
        }

        return new(await Functions.ResultAsync(lambda, result, input.Wait, context, ct),
            [.. changed.Select(c => $"{c.Property}: {c.From} -> {c.To}")]);
    }

    private static async Task<Comparison> CompareAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var name = Functions.Unqualified(input.FunctionName);
        var found = await Functions.FindAsync(lambda, name, ct);
        var f = found.Configuration;
        var settings = new SettingChanges<UpdateFunctionConfigurationRequest>(f.FunctionName);
        var back = new Dictionary<string, object?> { ["functionName"] = name };
        Add("memoryMb", "memory MB", f.MemorySize, input.MemoryMb, (r, v) => r.MemorySize = v);
        Add("timeoutSeconds", "timeout s", f.Timeout, input.TimeoutSeconds, (r, v) => r.Timeout = v);
        Add("ephemeralStorageMb", "/tmp MB", f.EphemeralStorage?.Size ?? 512, input.EphemeralStorageMb, (r, v) =>
            r.EphemeralStorage = new() { Size = v });
        Add("runtime", "runtime", f.Runtime?.Value, input.Runtime, (r, v) => r.Runtime = v);
        Add("handler", "handler", f.Handler, input.Handler, (r, v) => r.Handler = v);
        Add("roleArn", "role", f.Role, input.RoleArn, (r, v) => r.Role = v);
        Add("description", "description", f.Description ?? "", input.Description, (r, v) => r.Description = v);
        // Joined, since the order counts: layers lie on top of each other.
        List<string> layers = [.. (f.Layers ?? []).Select(l => l.Arn)];
        settings.Add("layers", string.Join(", ", layers), input.LayerArns is { } wanted ? string.Join(", ", wanted) : null, (r, _) =>
            r.Layers = [.. input.LayerArns!]);
        if (input.LayerArns is not null) back["layerArns"] = layers;
        AddNetwork(f, input, settings, back);
        Add("snapStart", "SnapStart", f.SnapStart?.ApplyOn == SnapStartApplyOn.PublishedVersions, input.SnapStart, (r, v) =>
            r.SnapStart = new() { ApplyOn = v is true ? SnapStartApplyOn.PublishedVersions : SnapStartApplyOn.None });
        Add("tracing", "tracing", f.TracingConfig?.Mode == TracingMode.Active, input.Tracing,
            (r, v) => r.TracingConfig = new() { Mode = v is true ? TracingMode.Active : TracingMode.PassThrough });
        Add("deadLetterArn", "dead letters to", f.DeadLetterConfig?.TargetArn ?? "", input.DeadLetterArn, (r, v) =>
            r.DeadLetterConfig = new() { TargetArn = v });
        AddImage(f, input, settings, back);
        AddLogging(f, input, settings, back);
        AddEnvironment(f, input, settings);
        PlanChange? concurrency = null;
        if (input.ReservedConcurrency is { } reserved)
        {
            var now = found.Concurrency?.ReservedConcurrentExecutions;
            var (from, to) = (PlanBuilder.Text(now), reserved is -1 ? "none" : PlanBuilder.Text(reserved));
            concurrency = new(from == to ? ChangeKind.None : ChangeKind.Change, f.FunctionName)
            {
                Property = "reserved concurrency",
                From = from,
                To = to
            };
            back["reservedConcurrency"] = now ?? -1;
        }

        return settings.IsEmpty && concurrency is null ? throw ToolException.NothingToChange() : new(found, settings, concurrency, back);

        void Add<T>(string argument, string property, object? now, T then, Action<UpdateFunctionConfigurationRequest, T> set)
        {
            if (then is null) return;
            settings.Add(property, now, then, set);
            if (now is not null) back[argument] = now;
        }
    }

    // A request replaces the whole network, so what was not named is sent again, IPv6 too.
    private static void AddNetwork(
        FunctionConfiguration f, Input input, SettingChanges<UpdateFunctionConfigurationRequest> settings, Dictionary<string, object?> back)
    {
        if ((input.SubnetIds ?? input.SecurityGroupIds ?? (object?)input.Ipv6) is null) return;
        var (subnetsNow, groupsNow) = (f.VpcConfig?.SubnetIds ?? [], f.VpcConfig?.SecurityGroupIds ?? []);
        List<string> subnets = [.. input.SubnetIds ?? subnetsNow];
        List<string> groups = subnets.Count == 0 && input.SubnetIds is not null ? [] : [.. input.SecurityGroupIds ?? groupsNow];
        if (subnets.Count == 0 != (groups.Count == 0))
            throw ToolException.InvalidInput("A function in a VPC needs subnets and security groups.",
                "Give subnetIds and securityGroupIds.");
        var (ipv6Now, ipv6) = (f.VpcConfig?.Ipv6AllowedForDualStack is true, input.Ipv6 ?? f.VpcConfig?.Ipv6AllowedForDualStack);
        if (input.Ipv6 is true && subnets.Count == 0) throw ToolException.InvalidInput("Only a function in a VPC has dual-stack subnets.",
            "Give subnetIds and securityGroupIds too.");
        settings.Add("network", Words(subnetsNow, groupsNow, ipv6Now), Words(subnets, groups, ipv6 is true), (r, _) => r.VpcConfig = new()
        {
            SubnetIds = subnets,
            SecurityGroupIds = groups,
            Ipv6AllowedForDualStack = subnets.Count == 0 ? null : ipv6,
        });
        back["subnetIds"] = subnetsNow;
        if (subnetsNow.Count > 0) back["securityGroupIds"] = groupsNow;
        if (subnetsNow.Count > 0 && ipv6 is not null) back["ipv6"] = ipv6Now;

        static List<string> Words(IEnumerable<string> subnets, IEnumerable<string> groups, bool ipv6) =>
            [.. subnets, .. groups, .. ipv6 ? ["IPv6"] : Array.Empty<string>()];
    }

    private static void AddImage(
        FunctionConfiguration f, Input input, SettingChanges<UpdateFunctionConfigurationRequest> settings, Dictionary<string, object?> back)
    {
        if ((input.ImageCommand ?? input.ImageEntryPoint) is null) return;
        if (f.PackageType != PackageType.Image)
            throw ToolException.InvalidInput($"{f.FunctionName} is no image, so it has no command.", "Pass handler.");
        var now = f.ImageConfigResponse?.ImageConfig;
        var (command, entry) = (input.ImageCommand ?? now?.Command ?? [], input.ImageEntryPoint ?? now?.EntryPoint ?? []);
        settings.Add("image command", Words(now?.EntryPoint, now?.Command), Words(entry, command), (r, _) => r.ImageConfig = new()
        {
            Command = [.. command],
            EntryPoint = [.. entry],
            WorkingDirectory = now?.WorkingDirectory,
        });
        back["imageCommand"] = now?.Command ?? [];
        back["imageEntryPoint"] = now?.EntryPoint ?? [];

        // Joined, since the order counts.
        static string Words(IEnumerable<string>? entry, IEnumerable<string>? command) =>
            $"{string.Join(' ', entry ?? [])} | {string.Join(' ', command ?? [])}" is " | " ? "the image's own"
                : $"entry point [{string.Join(", ", entry ?? [])}], command [{string.Join(", ", command ?? [])}]";
    }

    // A request replaces the whole of it, so what was not named is sent again.
    private static void AddLogging(
        FunctionConfiguration f, Input input, SettingChanges<UpdateFunctionConfigurationRequest> settings, Dictionary<string, object?> back)
    {
        if ((input.LogFormat ?? input.LogLevel ?? input.LogGroup) is null) return;
        var now = f.LoggingConfig;
        var format = input.LogFormat ?? now?.LogFormat?.Value ?? "Text";
        if (input.LogLevel is not null && format is not "JSON")
            throw ToolException.InvalidInput("Only JSON logs have levels.", "Pass logFormat: \"JSON\" as well.");
        var level = format is "JSON" ? input.LogLevel ?? now?.ApplicationLogLevel?.Value : null;
        var group = input.LogGroup ?? now?.LogGroup ?? Functions.LogGroup(f);
        settings.Add("logging", Words(now?.LogFormat?.Value ?? "Text", now?.ApplicationLogLevel?.Value, Functions.LogGroup(f)),
            Words(format, level, group),
            (r, _) => r.LoggingConfig = new()
            {
                LogFormat = format,
                ApplicationLogLevel = level,
                SystemLogLevel = format is "JSON"
                ? now?.SystemLogLevel : null,
                LogGroup = group
            });
        back["logFormat"] = now?.LogFormat?.Value ?? "Text";
        back["logGroup"] = Functions.LogGroup(f);
        if (now?.LogFormat == LogFormat.JSON && now.ApplicationLogLevel is { } before) back["logLevel"] = before.Value;

        static string Words(string format, string? level, string group) => $"{format}{(level is null ? "" : $" from {level}")} to {group}";
    }

    // Lambda replaces all variables at once, so those that stay are sent again; no value is told to anyone.
    private static void AddEnvironment(FunctionConfiguration f, Input input, SettingChanges<UpdateFunctionConfigurationRequest> settings)
    {
        if (input.SetEnvironment.Count + input.RemoveEnvironment.Count == 0) return;
        if (input.RemoveEnvironment.FirstOrDefault(input.SetEnvironment.ContainsKey) is { } both)
            throw ToolException.InvalidInput($"{both} is to be set and to be removed.",
                "Name it in setEnvironment or in removeEnvironment.");
        if (f.Environment?.Error is { } error)
        {
            throw new ToolException(
                ToolErrorCode.AccessDenied, $"The environment cannot be read, so single variables cannot be changed: {error.Message}",
                "Check the caller's rights to the KMS key.");
        }

        var now = f.Environment?.Variables ?? [];
        var then = new Dictionary<string, string>(now);
        foreach (var name in input.RemoveEnvironment) then.Remove(name);
        foreach (var (name, value) in input.SetEnvironment) then[name] = value;
        var text = then.Keys.Select(n => !now.TryGetValue(n, out var old) ? $"{n} (new)" : old != then[n] ? $"{n} (new value)" : n);
        settings.Add("environment", now.Keys, text, (r, _) => r.Environment = new() { Variables = then });
    }
}
