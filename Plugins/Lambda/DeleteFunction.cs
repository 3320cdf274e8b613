using System.ComponentModel;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_delete_function: a function with all its versions, or one version (DeleteFunction).</summary>
public static class DeleteFunction
{
    public static readonly LambdaTool Tool = LambdaTool.Destructive<Input, Result>(
        "delete_function",
        "Deletes a Lambda function with all its versions and aliases, or one version."
        + " To pause one, set reservedConcurrency 0 with lambda_update_config.", PlanAsync, RunAsync,
        iam:
        [
            "lambda:GetFunction", "lambda:ListTags", "lambda:ListAliases", "lambda:ListVersionsByFunction",
            "lambda:ListEventSourceMappings", "lambda:GetPolicy", "lambda:GetFunctionUrlConfig", "lambda:DeleteFunction",
        ],
        examples: ["Delete the function orders-test.", "What would break without the function orders?"]);

    // Each alias costs three requests.
    private const int MostAliases = 20;

    public sealed record Input : FunctionInput
    {
        [Description("Version to delete; without it all of the function.")]
        public string? Version { get; init; }
    }

    public sealed record Result(string Name, string? Version, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var (name, version) = Functions.Split(input.FunctionName, input.Version);
        var unknowns = new Unknowns(context.Target);
        var finding = Functions.FindAsync(lambda, name, ct, version);
        var listing = unknowns.TryAsync("The aliases", () => Functions.AliasesAsync(lambda, name, ct));
        await Task.WhenAll(finding, listing);
        var (found, aliases) = (await finding, await listing ?? []);
        return version is null ? await WholeAsync(lambda, name, found, aliases, unknowns, context.Target, ct)
            : OneVersion(version, found, aliases, unknowns);
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var (name, version) = Functions.Split(input.FunctionName, input.Version);
        await lambda.DeleteFunctionAsync(new DeleteFunctionRequest { FunctionName = name, Qualifier = version }, ct);
        context.Done($"deleted {(version is null ? "" : $"version {version} of ")}{name}");
        return new(name, version, "deleted");
    }

    private static ToolPlan OneVersion(string version, GetFunctionResponse found, List<AliasConfiguration> aliases, Unknowns unknowns)
    {
        var f = found.Configuration;
        var users = aliases.Where(a => a.FunctionVersion == version || Aliases.Canary(a.RoutingConfig).Version == version)
            .Select(a => a.Name).ToList();
        return new PlanBuilder($"Delete version {version} of {f.FunctionName}.").Touch(Functions.ToResource(found))
            .Lose($"version {version} of {f.FunctionName}: its code and settings")
            .Obstacle(users.Count == 0 ? null : $"Alias {PlanBuilder.Text(users)} points to it; lambda_update_alias points it elsewhere.")
            .Obstacle(int.TryParse(version, out _) ? null : $"{version} is no published version; only those are deleted alone.")
            .Unknown(unknowns.Notes)
            .NoUndo("AWS keeps no copy, and the number is not given again.")
            .Build();
    }

    private static async Task<ToolPlan> WholeAsync(
        IAmazonLambda lambda, string name, GetFunctionResponse found, List<AliasConfiguration> aliases, Unknowns unknowns,
        AwsTarget target, CancellationToken ct)
    {
        var surroundings = new Surroundings(lambda, name, null, unknowns, ct);
        var listing = unknowns.TryAsync("The versions", () => Paging.AllAsync(async marker =>
        {
            var answer = await lambda.ListVersionsByFunctionAsync(
                new ListVersionsByFunctionRequest { FunctionName = name, MaxItems = 50, Marker = marker }, ct);
            return (answer.Versions, answer.NextMarker);
        }));
        // Aliases have triggers, permissions and an address of their own, and go with the function.
        var ofAliases = aliases.Take(MostAliases).AskAsync(async (a, t) =>
        {
            var one = new Surroundings(lambda, name, a.Name, new(target), t);
            await one.ReadAsync();
            return one;
        }, ct);
        await Task.WhenAll(listing, surroundings.ReadAsync(), ofAliases);
        var f = found.Configuration;
        var published = (await listing ?? []).Count(v => v.Version != "$LATEST");
        var plan = new PlanBuilder($"Delete {Functions.Describe(f)} with {published} published version(s).")
            .Touch(Functions.ToResource(found))
            .Lose($"function {f.FunctionArn}: code, settings and environment",
                published == 0 ? null : $"with its {published} published version(s)")
            .Add(aliases.Select(a =>
                new PlanChange(ChangeKind.Delete, $"alias {a.Name} ({Aliases.Describe(a.FunctionVersion, a.RoutingConfig)})")));
        surroundings.Tell(plan);
        foreach (var one in await ofAliases) one.Tell(plan, except: surroundings.EventSources);
        if (aliases.Count > MostAliases)
            plan.Unknown($"What triggers {aliases.Count - MostAliases} more aliases, and may invoke them.");
        return plan.Keep($"log group {Functions.LogGroup(f)}").Keep($"role {f.Role}")
            .NoUndo("AWS keeps no copy of a deleted function.").Build();
    }
}
