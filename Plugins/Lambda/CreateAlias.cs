using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_create_alias (CreateAlias).</summary>
public static class CreateAlias
{
    public static readonly LambdaTool Tool = LambdaTool.Write<Input, Result>(
        "create_alias", "Creates an alias that points to a version of a Lambda function.", PlanAsync, RunAsync,
        iam: ["lambda:GetFunction", "lambda:ListTags", "lambda:GetAlias", "lambda:CreateAlias"],
        examples: ["Make alias live of orders point to version 4."]);

    public sealed record Input : FunctionInput
    {
        [Description("Name of the alias."), RegularExpression(@"(?!\d+$)[\w-]+")]
        public required string Name { get; init; }

        [Description("Version number, or $LATEST.")]
        public required string Version { get; init; }

        [Description("Description."), MaxLength(256)]
        public string? Description { get; init; }

        [Description("Gets a part of the traffic.")]
        public string? CanaryVersion { get; init; }

        [Description("Part of the traffic that goes to canaryVersion."), Range(0, 100)]
        public double? CanaryPercent { get; init; }
    }

    public sealed record Result(string Arn, string Name, string Version, string? CanaryVersion, double? CanaryPercent);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var function = Functions.Unqualified(input.FunctionName);
        var routing = Aliases.Routing(input.CanaryVersion, input.CanaryPercent);
        var finding = Functions.FindAsync(lambda, function, ct, input.Version);
        var asking = Functions.OrNullAsync(lambda.GetAliasAsync(new GetAliasRequest { FunctionName = function, Name = input.Name }, ct));
        await Task.WhenAll(finding, asking);
        var (found, other) = (await finding, await asking);
        return new PlanBuilder($"Create alias {input.Name} of {found.Configuration.FunctionName}.")
            .Touch(Functions.ToResource(found))
            .Create($"alias {input.Name}", "points to", Aliases.Describe(input.Version, routing),
                "it has none of the function's permissions and triggers")
            .Obstacle(other is null ? null
                : $"The alias exists ({Aliases.Describe(other.FunctionVersion, other.RoutingConfig)}); lambda_update_alias changes it.")
            .Obstacle(Aliases.Obstacle(input.Version, routing))
            .Undo("lambda_delete_alias", new { functionName = function, name = input.Name })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await lambda.CreateAliasAsync(new CreateAliasRequest
        {
            FunctionName = Functions.Unqualified(input.FunctionName),
            Name = input.Name,
            FunctionVersion = input.Version,
            Description = input.Description,
            RoutingConfig = Aliases.Routing(input.CanaryVersion, input.CanaryPercent),
        }, ct);
        context.Done($"created {answer.AliasArn}", created: answer.AliasArn);
        var (version, percent) = Aliases.Canary(answer.RoutingConfig);
        return new(answer.AliasArn, answer.Name, answer.FunctionVersion, version, percent);
    }
}
