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
        [Description("Id of the statement."), RegularExpression(@"[\w.-]*[\w-]")]
        public required string StatementId { get; init; }

        [Description("Version or alias.")]
        public string? Qualifier { get; init; }
    }

    public sealed record Result(string FunctionName, string StatementId, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var (finding, reading) = (Functions.FindAsync(lambda, input.FunctionName, ct, input.Qualifier), Policies.FindAsync(lambda, input.FunctionName, input.Qualifier, ct));
        await Task.WhenAll(finding, reading);
        var (found, all) = (await finding, await reading ?? []);
        var statement = all.FirstOrDefault(s => s.Id == input.StatementId) ?? throw new ToolException(
            ToolErrorCode.NotFound, $"The policy of {found.Configuration.FunctionName} has no statement {input.StatementId}.", all.Count == 0 ? "It has no policy." : $"It has {string.Join(", ", all.Select(s => s.Id))}.");
        var resource = Functions.ToResource(found);
        return new($"Remove a statement from the policy of {found.Configuration.FunctionArn}.", [$"- {Policies.Describe(statement)}", $"{statement.Principal} can no longer do it this way; {all.Count - 1} other statement(s) stay"])
        {
            Resources = [resource with { State = $"{Policies.Describe(statement)}; {resource.State}" }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        await lambda.RemovePermissionAsync(new RemovePermissionRequest { FunctionName = input.FunctionName, StatementId = input.StatementId, Qualifier = input.Qualifier }, ct);
        return new(input.FunctionName, input.StatementId, "removed");
    }
}
