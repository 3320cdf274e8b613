using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_delete_alias (GetAlias, DeleteAlias).</summary>
public static class DeleteAlias
{
    public static readonly LambdaTool Tool = LambdaTool.Destructive<Input, Result>(
        "delete_alias", "Deletes an alias of a Lambda function; its versions stay.", PlanAsync, RunAsync,
        iam:
        [
            "lambda:GetFunction", "lambda:ListTags", "lambda:GetAlias", "lambda:GetPolicy", "lambda:ListEventSourceMappings",
            "lambda:GetFunctionUrlConfig", "lambda:DeleteAlias",
        ],
        examples: ["Delete alias beta of orders."]);

    public sealed record Input : FunctionInput
    {
        [Description("Name of the alias."), RegularExpression(@"[\w-]+")]
        public required string Name { get; init; }
    }

    public sealed record Result(string FunctionName, string Name, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var name = Functions.Unqualified(input.FunctionName);
        var alias = await lambda.GetAliasAsync(new GetAliasRequest { FunctionName = name, Name = input.Name }, ct);
        var surroundings = new Surroundings(lambda, name, input.Name, new Unknowns(context.Target), ct);
        var function = Functions.FindAsync(lambda, name, ct);
        await Task.WhenAll(function, surroundings.ReadAsync());
        var state = Aliases.Describe(alias.FunctionVersion, alias.RoutingConfig);
        var plan = new PlanBuilder($"Delete alias {input.Name} of {(await function).Configuration.FunctionName}.")
            .Touch(new PlannedResource(alias.AliasArn, state) { Tags = Functions.TagsOf(await function) })
            .Delete($"alias {alias.AliasArn} ({state})", "whoever calls it gets an error");
        surroundings.Tell(plan);
        return (surroundings.IsBare
            ? plan.Undo("lambda_create_alias",
                Aliases.Arguments(name, input.Name, alias.FunctionVersion, alias.Description, alias.RoutingConfig))
            : plan.NoUndo("lambda_create_alias makes it again, but not its permissions, and its URL gets another address.")).Build();
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        await lambda.DeleteAliasAsync(
            new DeleteAliasRequest { FunctionName = Functions.Unqualified(input.FunctionName), Name = input.Name }, ct);
        context.Done($"deleted the alias {input.Name} of {input.FunctionName}");
        return new(input.FunctionName, input.Name, "deleted");
    }
}
