using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

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
        [Description("Name or path."), RegularExpression(Parameters.Name)]
        public required string Name { get; init; }
    }

    public sealed record Result(string Name, string Status);

    public static async Task<ToolPlan> PlanAsync(AccountClients clients, Input input, CancellationToken ct)
    {
        var ssm = clients.Ssm.Value;
        var old = await Parameters.FindAsync(ssm, input.Name, ct)
            ?? throw new ToolException(ToolErrorCode.NotFound, $"There is no parameter {input.Name}.", "account_list_parameters shows the parameters of this region.");
        return new($"Delete the parameter {input.Name}.", [$"{input.Name} ({Parameters.Describe(old)}): its value and all {old.Version} version(s) are lost; who reads it fails"])
        {
            Resources = [new(input.Name, Parameters.Describe(old)) { Tags = await Parameters.TagsAsync(ssm, input.Name, ct) }],
        };
    }

    public static async Task<Result> RunAsync(AccountClients clients, Input input, CancellationToken ct)
    {
        await clients.Ssm.Value.DeleteParameterAsync(new() { Name = input.Name }, ct);
        return new(input.Name, "deleted");
    }
}
