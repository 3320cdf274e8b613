using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Infra.Aws;

namespace Infra.Plugins.Account;

/// <summary>account_delete_parameter (SSM DeleteParameter).</summary>
public static class DeleteParameter
{
    public static readonly AccountTool Tool = AccountTool.Destructive<Input, Result>(
        "delete_parameter", "Deletes a parameter of SSM Parameter Store with its history.", PlanAsync, RunAsync,
        iam: ["ssm:DescribeParameters", "ssm:ListTagsForResource", "ssm:DeleteParameter"],
        examples: ["Remove the parameter /shop/old/key."]);

    public sealed record Input
    {
        [Description("Name or path, for example /shop/db/host."), RegularExpression(Parameters.Name), MaxLength(1011)]
        public required string Name { get; init; }
    }

    public sealed record Result(string Name, string Status);

    public static async Task<ToolPlan> PlanAsync(AccountClients clients, Input input, CancellationToken ct)
    {
        var ssm = clients.Ssm;
        var old = await Parameters.FindAsync(ssm, input.Name, ct)
            ?? throw ToolException.NotFound($"The parameter {input.Name}", "account_list_parameters shows the parameters of this region.");
        return new PlanBuilder($"Delete the parameter {input.Name}.")
            .Touch(new PlannedResource(input.Name, Parameters.Describe(old)) { Tags = await Parameters.TagsAsync(ssm, input.Name, ct) })
            .Delete($"parameter {input.Name} ({Parameters.Describe(old)})", "whoever reads it fails")
            .Lose($"the value and the history of {input.Name}")
            .NoUndo("Its values are lost; the name is free again after 30 seconds.")
            .Build();
    }

    public static async Task<Result> RunAsync(AccountClients clients, Input input, ToolContext context, CancellationToken ct)
    {
        await clients.Ssm.DeleteParameterAsync(new() { Name = input.Name }, ct);
        context.Done($"deleted the parameter {input.Name}");
        return new(input.Name, "deleted");
    }
}
