using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_update_alias (GetAlias, UpdateAlias).</summary>
public static class UpdateAlias
{
    public static readonly LambdaTool Tool = LambdaTool.Write<Input, CreateAlias.Result>(
        "update_alias", "Points an alias of a Lambda function to another version, or shares its traffic with one.", PlanAsync, RunAsync,
        iam: ["lambda:GetFunction", "lambda:ListTags", "lambda:GetAlias", "lambda:UpdateAlias"],
        examples: ["Send 10 % of live to version 5.", "Roll live back to version 4."],
        idempotent: true);

    public sealed record Input : FunctionInput
    {
        [Description("Name of the alias."), RegularExpression(@"(?!\d+$)[\w-]+")]
        public required string Name { get; init; }

        [Description("Version number, or $LATEST.")]
        public string? Version { get; init; }

        [Description("Description."), MaxLength(256)]
        public string? Description { get; init; }

        [Description("Gets a part of the traffic.")]
        public string? CanaryVersion { get; init; }

        [Description("Traffic to canaryVersion; 0 ends it."), Range(0, 100)]
        public double? CanaryPercent { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var function = Functions.Unqualified(input.FunctionName);
        var (now, changes) = await CompareAsync(lambda, function, input, ct);
        // The version must be there, or the alias would point nowhere.
        var found = await Functions.FindAsync(lambda, function, ct, input.Version);
        var back = Aliases.Arguments(function, input.Name, now.FunctionVersion, now.Description, now.RoutingConfig);
        if (Aliases.Canary(now.RoutingConfig).Version is null) back["canaryPercent"] = 0;
        return new PlanBuilder($"Change alias {input.Name} of {found.Configuration.FunctionName}.")
            .Touch(new PlannedResource(now.AliasArn,
                Aliases.Describe(now.FunctionVersion, now.RoutingConfig))
            { Tags = Functions.TagsOf(found) })
            .Add(changes.All)
            .Obstacle(Aliases.Obstacle(input.Version ?? now.FunctionVersion,
                Aliases.Routing(input.CanaryVersion, input.CanaryPercent) ?? now.RoutingConfig))
            .Undo("lambda_update_alias", back)
            .Build();
    }

    public static async Task<CreateAlias.Result> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var function = Functions.Unqualified(input.FunctionName);
        var (now, changes) = await CompareAsync(lambda, function, input, ct);
        var (arn, at, routing) = (now.AliasArn, now.FunctionVersion, now.RoutingConfig);
        if (!changes.ChangesNothing)
        {
            var answer = await lambda.UpdateAliasAsync(
                changes.ApplyTo(new UpdateAliasRequest { FunctionName = function, Name = input.Name, RevisionId = now.RevisionId }), ct);
            context.Done($"changed {answer.AliasArn}");
            (arn, at, routing) = (answer.AliasArn, answer.FunctionVersion, answer.RoutingConfig);
        }

        var (version, percent) = Aliases.Canary(routing);
        return new(arn, input.Name, at, version, percent);
    }

    private static async Task<(GetAliasResponse, SettingChanges<UpdateAliasRequest>)> CompareAsync(IAmazonLambda lambda, string function,
        Input input, CancellationToken ct)
    {
        var routing = Aliases.Routing(input.CanaryVersion, input.CanaryPercent);
        var now = await lambda.GetAliasAsync(new GetAliasRequest { FunctionName = function, Name = input.Name }, ct);
        var changes = new SettingChanges<UpdateAliasRequest>($"alias {input.Name}");
        if (input.Version is not null || routing is not null)
        {
            changes.Add("points to", Aliases.Describe(now.FunctionVersion, now.RoutingConfig),
                Aliases.Describe(input.Version ?? now.FunctionVersion, routing ?? now.RoutingConfig),
                (r, _) => (r.FunctionVersion, r.RoutingConfig) = (input.Version, routing), "for its callers at once");
        }

        changes.Add("description", now.Description, input.Description, (r, v) => r.Description = v);
        return changes.IsEmpty ? throw ToolException.NothingToChange() : (now, changes);
    }
}
