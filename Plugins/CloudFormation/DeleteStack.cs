using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_delete_stack (DeleteStack).</summary>
public static class DeleteStack
{
    public static readonly CfnTool Tool = CfnTool.Destructive<Input, StackState>(
        "delete_stack", "Deletes a stack with its resources, except retained ones. To only change it, use cfn_update_stack.", PlanAsync, RunAsync,
        iam:
        [
            "cloudformation:GetTemplate", "cloudformation:ListImports", "cloudformation:DeleteStack",
            "iam:PassRole>cloudformation.amazonaws.com", .. Stacks.WaitActions,
        ],
        examples: ["Delete the test stack and everything in it."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Name or id.")]
        public required string Stack { get; init; }

        [Description("Logical ids to leave; only after DELETE_FAILED.")]
        public IReadOnlyList<string> RetainResources { get; init; } = [];

        [Description("Role for CloudFormation."), RegularExpression("arn:.+:role/.+")]
        public string? RoleArn { get; init; }

        [Description("Until done, max 30 min.")]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, CancellationToken ct)
    {
        var stack = await Stacks.FindAsync(cfn, input.Stack, ct);
        if (stack.StackStatus == StackStatus.DELETE_COMPLETE) throw new ToolException(ToolErrorCode.NotFound, $"The stack {stack.StackId} is deleted already.", "cfn_list_stacks shows those that exist.");
        if (stack.EnableTerminationProtection is true)
            throw new ToolException(ToolErrorCode.Conflict, $"The stack {stack.StackName} is protected from termination.", "If it may go, end that with cfn_set_termination_protection first.");
        if (input.RetainResources.Count > 0 && stack.StackStatus != StackStatus.DELETE_FAILED)
            throw new ToolException(ToolErrorCode.InvalidInput, $"Resources can be left out only after a deletion has failed; the stack {stack.StackName} is {stack.StackStatus}.", "Set DeletionPolicy: Retain in the template instead.");
        var (resources, template, imports) = (Stacks.ResourcesAsync(cfn, input.Stack, ct), stack.StackStatus == StackStatus.REVIEW_IN_PROGRESS ? Task.FromResult("") : Templates.OfAsync(cfn, input.Stack, ct), ImportsAsync(cfn, stack, ct));
        await Task.WhenAll(resources, template, imports);
        if ((await imports).ToList() is { Count: > 0 } used)
            throw new ToolException(ToolErrorCode.Conflict, $"Other stacks import from {stack.StackName}: {string.Join("; ", used)}.", "Delete or change those stacks first.");

        var declared = Templates.Resources(await template);
        var lines = (await resources).Where(r => r.ResourceStatus != ResourceStatus.DELETE_COMPLETE).Select(r => Line(r, declared.GetValueOrDefault(r.LogicalResourceId), input)).ToList();
        return new($"Delete the stack {stack.StackName} ({stack.StackStatus}) and {lines.Count(l => l.Deleted)} of its {lines.Count} resource(s).",
        [
            .. lines.Select(l => l.Text),
            .. stack.ParentId is null ? Array.Empty<string>() : [$"WARNING: it is part of {stack.ParentId}; delete it through that stack."],
            .. declared.Count == 0 && lines.Count > 0 ? ["The template could not be read, so that its deletion policies are unknown."] : Array.Empty<string>(),
        ])
        {
            Resources = [Stacks.ToResource(stack)],
        };
    }

    public static async Task<StackState> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        // After the deletion only the id finds the stack.
        var stack = await Stacks.FindAsync(cfn, input.Stack, ct);
        await cfn.DeleteStackAsync(new()
        {
            StackName = stack.StackId,
            RetainResources = input.RetainResources.Count == 0 ? null : [.. input.RetainResources],
            RoleARN = input.RoleArn,
            ClientRequestToken = Guid.NewGuid().ToString(),
        }, ct);
        return await Stacks.WaitAsync(cfn, stack.StackId, input.Wait, context, ct);
    }

    private static (string Text, bool Deleted) Line(StackResourceSummary r, TemplateResource? declared, Input input)
    {
        var what = $"{r.LogicalResourceId} ({r.ResourceType}, {r.PhysicalResourceId})";
        return declared?.DeletionPolicy switch
        {
            _ when input.RetainResources.Contains(r.LogicalResourceId) => ($"{what}: kept, as you ask", false),
            "Retain" => ($"{what}: kept (DeletionPolicy Retain)", false),
            "Snapshot" => ($"{what}: deleted after a last snapshot", true),
            // Their default, where the database is not part of a cluster.
            null when r.ResourceType is "AWS::RDS::DBCluster" or "AWS::RDS::DBInstance" => ($"{what}: deleted; CloudFormation takes a last snapshot of clusters and of instances outside clusters", true),
            _ when r.ResourceType == "AWS::S3::Bucket" => ($"{what}: deleted, which fails if it holds objects", true),
            _ => ($"{what}: deleted", true),
        };
    }

    private static async Task<IEnumerable<string>> ImportsAsync(IAmazonCloudFormation cfn, Stack stack, CancellationToken ct) =>
        (await Task.WhenAll((stack.Outputs ?? []).Where(o => o.ExportName is not null).Select(async o =>
        {
            try
            {
                return await Stacks.AllAsync(async token =>
                {
                    var a = await cfn.ListImportsAsync(new() { ExportName = o.ExportName, NextToken = token }, ct);
                    return (a.Imports?.ConvertAll(i => $"{i} imports {o.ExportName}"), a.NextToken);
                });
            }
            catch (AmazonCloudFormationException e) when (e.Message.Contains("is not imported by any stack", StringComparison.Ordinal))
            {
                return [];
            }
        }))).SelectMany(i => i);
}
