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
        [Description("Alias."), RegularExpression(@"[\w-]+")]
        public required string Name { get; init; }

        [Description("Version.")]
        public string? Version { get; init; }

        [Description("Description.")]
        public string? Description { get; init; }

        [Description("Second version.")]
        public string? CanaryVersion { get; init; }

        [Description("Its traffic; 0 ends it."), Range(0, 100)]
        public double? CanaryPercent { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var routing = Check(input);
        // The version must be there, or the alias would point nowhere.
        var (finding, now) = (Functions.FindAsync(lambda, input.FunctionName, ct, input.Version), await lambda.GetAliasAsync(new GetAliasRequest { FunctionName = input.FunctionName, Name = input.Name }, ct));
        var found = await finding;
        return new($"Change alias {input.Name} of {found.Configuration.FunctionName}.",
        [
            $"{Aliases.Describe(now.FunctionVersion, now.RoutingConfig)} -> {Aliases.Describe(input.Version ?? now.FunctionVersion, routing ?? now.RoutingConfig)}, for its callers at once",
            .. input.Description is { } text && text != now.Description ? [$"description: {now.Description} -> {text}"] : Array.Empty<string>(),
        ])
        {
            Resources = [new(now.AliasArn, Aliases.Describe(now.FunctionVersion, now.RoutingConfig)) { Tags = Functions.ToResource(found).Tags }],
        };
    }

    public static async Task<CreateAlias.Result> RunAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var answer = await lambda.UpdateAliasAsync(new UpdateAliasRequest
        {
            FunctionName = input.FunctionName,
            Name = input.Name,
            FunctionVersion = input.Version,
            Description = input.Description,
            RoutingConfig = Check(input),
        }, ct);
        var (version, percent) = Aliases.Canary(answer.RoutingConfig);
        return new(answer.AliasArn, answer.Name, answer.FunctionVersion, version, percent);
    }

    private static AliasRoutingConfiguration? Check(Input input) =>
        (input.Version ?? input.Description ?? input.CanaryVersion) is not null || input.CanaryPercent is not null
            ? Aliases.Routing(input.CanaryVersion, input.CanaryPercent)
            : throw new ToolException(ToolErrorCode.InvalidInput, "There is nothing to change.", "Give version, canaryVersion with canaryPercent, or description.");
}
