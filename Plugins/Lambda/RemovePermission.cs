using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_remove_permission (RemovePermission).</summary>
public static class RemovePermission
{
    public static readonly LambdaTool Tool = LambdaTool.Destructive<Input, Result>(
        "remove_permission", "Removes a statement from the resource policy of a Lambda function.", PlanAsync, RunAsync,
        iam: ["lambda:GetFunction", "lambda:ListTags", "lambda:GetPolicy", "lambda:RemovePermission"],
        examples: ["The bucket shall no longer call orders."]);

    public sealed record Input : FunctionInput
    {
        [Description("Id of the statement; lambda_get_policy shows it."), RegularExpression(@"[\w.-]*[\w-]")]
        public required string StatementId { get; init; }

        [Description("Version or alias.")]
        public string? Qualifier { get; init; }
    }

    public sealed record Result(string FunctionName, string StatementId, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var (name, qualifier) = Functions.Split(input.FunctionName, input.Qualifier);
        var (finding, reading) = (Functions.FindAsync(lambda, name, ct, qualifier), Policies.FindAsync(lambda, name, qualifier, ct));
        await Task.WhenAll(finding, reading);
        var (found, all) = (await finding, await reading ?? []);
        var statement = all.FirstOrDefault(s => s.Id == input.StatementId) ?? throw new ToolException(
            ToolErrorCode.NotFound, $"The policy of {found.Configuration.FunctionName} has no statement {input.StatementId}.",
            all.Count == 0 ? "It has no policy." : $"It has {string.Join(", ", all.Select(s => s.Id))}.");
        var resource = Functions.ToResource(found);
        var plan = new PlanBuilder($"Remove a statement from the policy of {found.Configuration.FunctionArn}.")
            .Touch(resource with { State = $"{Policies.Describe(statement)}; {resource.State}" })
            .Delete($"permission {Policies.Describe(statement)}", $"{statement.Principal} can no longer do it this way");
        foreach (var other in all.Where(s => s != statement)) plan.Keep($"permission {Policies.Describe(other)}");
        return (Policies.Arguments(name, qualifier, statement) is { } back
            ? plan.Undo("lambda_add_permission", back)
            : plan.NoUndo("lambda_add_permission cannot express its condition.")).Build();
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var (name, qualifier) = Functions.Split(input.FunctionName, input.Qualifier);
        await lambda.RemovePermissionAsync(
            new RemovePermissionRequest { FunctionName = name, StatementId = input.StatementId, Qualifier = qualifier }, ct);
        context.Done($"removed the permission {input.StatementId} of {input.FunctionName}");
        return new(input.FunctionName, input.StatementId, "removed");
    }
}
