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
        iam: ["lambda:GetFunction", "lambda:ListTags", "lambda:CreateAlias"],
        examples: ["Make alias live of orders point to version 4."]);

    public sealed record Input : FunctionInput
    {
        [Description("New name."), RegularExpression(@"[\w-]+")]
        public required string Name { get; init; }

        [Description("Version.")]
        public required string Version { get; init; }

        [Description("Description.")]
        public string? Description { get; init; }

        [Description("Second version.")]
        public string? CanaryVersion { get; init; }

        [Description("Its traffic."), Range(0, 100)]
        public double? CanaryPercent { get; init; }
    }

    public sealed record Result(string Arn, string Name, string Version, string? CanaryVersion, double? CanaryPercent);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var found = await Functions.FindAsync(lambda, input.FunctionName, ct, input.Version);
        return new($"Create alias {input.Name} of {found.Configuration.FunctionName}.",
            [$"It points to {Aliases.Describe(input.Version, Aliases.Routing(input.CanaryVersion, input.CanaryPercent))}. It has no permissions and triggers of the function."])
        {
            Resources = [Functions.ToResource(found)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var answer = await lambda.CreateAliasAsync(new CreateAliasRequest
        {
            FunctionName = input.FunctionName,
            Name = input.Name,
            FunctionVersion = input.Version,
            Description = input.Description,
            RoutingConfig = Aliases.Routing(input.CanaryVersion, input.CanaryPercent),
        }, ct);
        var (version, percent) = Aliases.Canary(answer.RoutingConfig);
        return new(answer.AliasArn, answer.Name, answer.FunctionVersion, version, percent);
    }
}
