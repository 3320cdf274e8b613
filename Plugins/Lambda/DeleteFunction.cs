using System.ComponentModel;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_delete_function: a function with all its versions, or one version (DeleteFunction).</summary>
public static class DeleteFunction
{
    public static readonly LambdaTool Tool = LambdaTool.Destructive<Input, Result>(
        "delete_function", "Deletes a Lambda function with all its versions and aliases, or one version. To pause one, set reservedConcurrency 0 with lambda_update_config.", PlanAsync, RunAsync,
        iam:
        [
            "lambda:GetFunction", "lambda:ListTags", "lambda:ListAliases", "lambda:ListVersionsByFunction",
            "lambda:ListEventSourceMappings", "lambda:GetPolicy", "lambda:GetFunctionUrlConfig", "lambda:DeleteFunction",
        ],
        examples: ["Delete the function orders-test.", "What would break without the function orders?"]);

    public sealed record Input : FunctionInput
    {
        [Description("Only this version; else all.")]
        public string? Version { get; init; }
    }

    public sealed record Result(string Name, string? Version, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var name = input.FunctionName;
        var (finding, aliases) = (Functions.FindAsync(lambda, name, ct, input.Version), Functions.AliasesAsync(lambda, name, ct));
        await Task.WhenAll(finding, aliases);
        var found = await finding;
        if (input.Version is not null)
        {
            var users = (await aliases).Where(a => a.FunctionVersion == input.Version || Aliases.Canary(a.RoutingConfig).Version == input.Version).Select(a => a.Name).ToList();
            return new($"Delete version {input.Version} of {found.Configuration.FunctionName}.",
                [users.Count > 0 ? $"REFUSED by AWS as it stands: alias {string.Join(", ", users)} points to it." : "LOST for good: its code and settings. No alias points to it."])
            {
                Resources = [Functions.ToResource(found)],
            };
        }

        var versions = Functions.AllAsync(async marker =>
        {
            var answer = await lambda.ListVersionsByFunctionAsync(new ListVersionsByFunctionRequest { FunctionName = name, MaxItems = 50, Marker = marker }, ct);
            return (answer.Versions, answer.NextMarker);
        });
        var (sources, policy) = (Functions.EventSourcesAsync(lambda, name, ct), Policies.FindAsync(lambda, name, null, ct));
        var url = Functions.OrNullAsync(lambda.GetFunctionUrlConfigAsync(new GetFunctionUrlConfigRequest { FunctionName = name }, ct));
        await Task.WhenAll(versions, sources, policy, url);
        var published = (await versions).Count(v => v.Version != "$LATEST");
        return new($"Delete {Functions.Describe(found.Configuration)} with {published} published version(s).",
        [
            "LOST for good: its code, settings and environment, unless you have them elsewhere.",
            .. (await aliases).Select(a => $"alias {a.Name} ({Aliases.Describe(a.FunctionVersion, a.RoutingConfig)}) ends"),
            .. await url is { } u ? [$"its address {u.FunctionUrl} ends"] : Array.Empty<string>(),
            .. (await sources).OrderBy(m => m.UUID, StringComparer.Ordinal).Select(m => $"{m.EventSourceArn} is no longer read; its mapping {m.UUID} stays, use lambda_delete_event_source"),
            .. (await policy ?? []).Select(s => $"{s.Principal} can no longer invoke it ({s.Id}{(s.Condition is null ? "" : $", {s.Condition}")})"),
            "Its log group and its role stay.",
        ])
        {
            Resources = [Functions.ToResource(found)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        await lambda.DeleteFunctionAsync(new DeleteFunctionRequest { FunctionName = input.FunctionName, Qualifier = input.Version }, ct);
        return new(input.FunctionName, input.Version, "deleted");
    }
}
