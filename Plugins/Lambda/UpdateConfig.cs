using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_update_config (UpdateFunctionConfiguration, PutFunctionConcurrency, DeleteFunctionConcurrency).</summary>
public static class UpdateConfig
{
    public static readonly LambdaTool Tool = LambdaTool.Write<Input, Result>(
        "update_config", "Changes settings of a Lambda function; what is left out stays, also single variables. For code, use lambda_update_code.", PlanAsync, RunAsync,
        iam:
        [
            "lambda:GetFunction", "lambda:ListTags", "lambda:UpdateFunctionConfiguration", "lambda:PutFunctionConcurrency",
            "lambda:DeleteFunctionConcurrency", "lambda:GetLayerVersion", "iam:PassRole>lambda.amazonaws.com", "ec2:DescribeVpcs",
            "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups",
        ],
        examples: ["Give the function orders 512 MB and 30 seconds.", "Set LOG_LEVEL of orders to debug.", "Stop all invocations of orders: no concurrency."],
        idempotent: true);

    public sealed record Input : FunctionInput
    {
        [Description("Memory."), Range(128, 10240)]
        public int? MemoryMb { get; init; }

        [Description("Timeout."), Range(1, 900)]
        public int? TimeoutSeconds { get; init; }

        [Description("/tmp."), Range(512, 10240)]
        public int? StorageMb { get; init; }

        [Description("Variables to set."), DataType(DataType.Password)]
        public IReadOnlyDictionary<string, string> SetEnvironment { get; init; } = new Dictionary<string, string>();

        [Description("Variables to remove.")]
        public IReadOnlyList<string> RemoveEnvironment { get; init; } = [];

        [Description("Runtime.")]
        public string? Runtime { get; init; }

        [Description("Handler.")]
        public string? Handler { get; init; }

        [Description("Execution role."), RegularExpression("arn:.+:role/.+")]
        public string? RoleArn { get; init; }

        [Description("Description.")]
        public string? Description { get; init; }

        [Description("All layer versions to have."), MaxLength(5)]
        public IReadOnlyList<string>? LayerArns { get; init; }

        [Description("All to have; [] leaves the VPC.")]
        public IReadOnlyList<string>? SubnetIds { get; init; }

        [Description("All to have.")]
        public IReadOnlyList<string>? SecurityGroupIds { get; init; }

        [Description("X-Ray.")]
        public bool? Tracing { get; init; }

        [Description("For failed events.")]
        public string? DeadLetterArn { get; init; }

        [Description("0 stops all; -1 lifts the limit."), Range(-1, 100000)]
        public int? ReservedConcurrency { get; init; }

        [Description("Until in force, max 5 min.")]
        public bool Wait { get; init; }
    }

    public sealed record Result(FunctionResult Function, IReadOnlyList<string> Changed);

    private sealed record Change(string Text, Action<UpdateFunctionConfigurationRequest>? Set);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var found = await Functions.FindAsync(lambda, input.FunctionName, ct);
        var changes = Compare(found, input);
        return new($"Change {Functions.Describe(found.Configuration)}.", changes.Count == 0 ? ["Nothing: it is so already."] : [.. changes.Select(c => c.Text)])
        {
            Resources = [Functions.ToResource(found)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var found = await Functions.FindAsync(lambda, input.FunctionName, ct);
        var (f, changes) = (found.Configuration, Compare(found, input));
        var result = FunctionResult.Of(f.FunctionName, f.FunctionArn, f.Version, f.State, f.StateReason, f.LastUpdateStatus, f.LastUpdateStatusReason, f.CodeSha256);
        if (changes.Any(c => c.Set is not null))
        {
            // The revision keeps two callers from undoing each other's environment, which Lambda only takes whole.
            var request = new UpdateFunctionConfigurationRequest { FunctionName = input.FunctionName, RevisionId = f.RevisionId };
            foreach (var change in changes) change.Set?.Invoke(request);
            var n = await lambda.UpdateFunctionConfigurationAsync(request, ct);
            result = FunctionResult.Of(n.FunctionName, n.FunctionArn, n.Version, n.State, n.StateReason, n.LastUpdateStatus, n.LastUpdateStatusReason, n.CodeSha256);
        }

        if (changes.Any(c => c.Set is null)) await SetConcurrencyAsync(lambda, input, ct);
        return new(await Functions.ResultAsync(lambda, result, input.Wait, context, ct), [.. changes.Select(c => c.Text)]);
    }

    private static Task SetConcurrencyAsync(IAmazonLambda lambda, Input input, CancellationToken ct) => input.ReservedConcurrency is -1
        ? lambda.DeleteFunctionConcurrencyAsync(new DeleteFunctionConcurrencyRequest { FunctionName = input.FunctionName }, ct)
        : lambda.PutFunctionConcurrencyAsync(new PutFunctionConcurrencyRequest { FunctionName = input.FunctionName, ReservedConcurrentExecutions = input.ReservedConcurrency }, ct);

    private static List<Change> Compare(GetFunctionResponse found, Input input)
    {
        var (f, changes) = (found.Configuration, new List<Change>());
        Add("memory MB", f.MemorySize, input.MemoryMb, r => r.MemorySize = input.MemoryMb);
        Add("timeout s", f.Timeout, input.TimeoutSeconds, r => r.Timeout = input.TimeoutSeconds);
        Add("/tmp MB", f.EphemeralStorage?.Size ?? 512, input.StorageMb, r => r.EphemeralStorage = new() { Size = input.StorageMb });
        Add("runtime", f.Runtime?.Value, input.Runtime, r => r.Runtime = input.Runtime);
        Add("handler", f.Handler, input.Handler, r => r.Handler = input.Handler);
        Add("role", f.Role, input.RoleArn, r => r.Role = input.RoleArn);
        Add("description", f.Description, input.Description, r => r.Description = input.Description);
        Add("layers", Join((f.Layers ?? []).Select(l => l.Arn)), input.LayerArns is { } layers ? Join(layers) : null, r => r.Layers = [.. input.LayerArns!]);
        if ((input.SubnetIds ?? input.SecurityGroupIds) is not null)
        {
            var (subnets, groups) = (input.SubnetIds ?? f.VpcConfig?.SubnetIds ?? [], input.SubnetIds is { Count: 0 } ? [] : input.SecurityGroupIds ?? f.VpcConfig?.SecurityGroupIds ?? []);
            Add("network", Network(f.VpcConfig?.SubnetIds ?? [], f.VpcConfig?.SecurityGroupIds ?? []), Network(subnets, groups), r => r.VpcConfig = new() { SubnetIds = [.. subnets], SecurityGroupIds = [.. groups] });
        }

        Add("tracing", f.TracingConfig?.Mode?.Value ?? "PassThrough", input.Tracing switch { true => "Active", false => "PassThrough", null => null }, r => r.TracingConfig = new() { Mode = input.Tracing == true ? TracingMode.Active : TracingMode.PassThrough });
        Add("dead letters to", f.DeadLetterConfig?.TargetArn, input.DeadLetterArn, r => r.DeadLetterConfig = new() { TargetArn = input.DeadLetterArn });
        AddEnvironment(f, input, changes);
        if (input.ReservedConcurrency is { } reserved)
            Add("reserved concurrency", found.Concurrency?.ReservedConcurrentExecutions, reserved switch { -1 => "none", 0 => "0: NOTHING CAN INVOKE IT", _ => Text(reserved) }, null);

        if (changes.Count == 0 && input == new Input { FunctionName = input.FunctionName, Wait = input.Wait, SetEnvironment = input.SetEnvironment, RemoveEnvironment = input.RemoveEnvironment }
            && input.SetEnvironment.Count + input.RemoveEnvironment.Count == 0)
            throw new ToolException(ToolErrorCode.InvalidInput, "There is nothing to change.", "Name at least one setting.");
        return changes;

        void Add(string what, object? now, object? then, Action<UpdateFunctionConfigurationRequest>? set)
        {
            if (then is not null && Text(now) != Text(then)) changes.Add(new($"{what}: {Text(now)} -> {Text(then)}", set));
        }
    }

    // Lambda replaces all variables at once, so those that stay are sent again; no value is told to anyone.
    private static void AddEnvironment(FunctionConfiguration f, Input input, List<Change> changes)
    {
        if (input.SetEnvironment.Count + input.RemoveEnvironment.Count == 0) return;
        if (f.Environment?.Error is { } error)
            throw new ToolException(ToolErrorCode.AccessDenied, $"The environment cannot be read, so single variables cannot be changed: {error.Message}", "Check the caller's rights to the KMS key.");
        var now = f.Environment?.Variables ?? [];
        var then = new Dictionary<string, string>(now);
        foreach (var name in input.RemoveEnvironment) then.Remove(name);
        foreach (var (name, value) in input.SetEnvironment) then[name] = value;
        var added = then.Keys.Except(now.Keys).Select(n => $"+{n}");
        var changed = then.Where(v => now.TryGetValue(v.Key, out var old) && old != v.Value).Select(v => $"{v.Key} (new value)");
        var removed = now.Keys.Except(then.Keys).Select(n => $"-{n}");
        if (Join([.. added, .. changed, .. removed]) is { Length: > 0 } text) changes.Add(new($"environment: {text}", r => r.Environment = new() { Variables = then }));
    }

    private static string Network(IEnumerable<string> subnets, IEnumerable<string> groups) => Join(subnets.Concat(groups));

    private static string Join(IEnumerable<string> items) => string.Join(", ", items.Order(StringComparer.Ordinal));

    private static string Text(object? value) => value is null or "" ? "none" : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
