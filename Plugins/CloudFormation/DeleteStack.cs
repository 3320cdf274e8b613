using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_delete_stack (DeleteStack).</summary>
public static class DeleteStack
{
    public static readonly CfnTool Tool = CfnTool.Destructive<Input, StackState>(
        "delete_stack", "Deletes a stack with its resources, except retained ones. To only change it, use cfn_update_stack.", PlanAsync,
        RunAsync,
        iam:
        [
            "cloudformation:GetTemplate", "cloudformation:ListImports", "cloudformation:DeleteStack",
            "iam:PassRole>cloudformation.amazonaws.com", .. Stacks.WaitActions,
        ],
        examples: ["Delete the test stack and everything in it."],
        idempotent: true).With(deadline: Stacks.Deadline);

    public sealed record Input
    {
        [Description("Stack name or ARN.")]
        public required string StackName { get; init; }

        [Description("Logical ids of resources to keep; only after DELETE_FAILED.")]
        public IReadOnlyList<string> RetainResources { get; init; } = [];

        [Description("Leave what cannot be deleted, and delete the stack; only after DELETE_FAILED.")]
        public bool Force { get; init; }

        [Description("Role of CloudFormation."), RegularExpression("arn:.+:role/.+")]
        public string? RoleArn { get; init; }

        [Description("Wait until deleted, at most 30 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    // A resource, also one of a nested stack, with what becomes of it.
    private sealed record Part(string What, DeletionFate Fate, string Why);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        var stack = await Stacks.FindAsync(cfn, input.StackName, ct);
        if (stack.StackStatus == StackStatus.DELETE_COMPLETE)
            throw new ToolException(ToolErrorCode.NotFound, $"The stack {stack.StackId} is deleted already.",
                "cfn_list_stacks shows those that exist.");
        var unknowns = new Unknowns(context.Target);
        var (reading, importing) = (PartsAsync(cfn, stack.StackId, "", input, unknowns, ct), ImportsAsync(cfn, stack, unknowns, ct));
        await Task.WhenAll(reading, importing);
        var (parts, imports) = (await reading, await importing);

        var all = parts.Count;
        var going = parts.Count(p => p.Fate is not DeletionFate.Kept);
        var plan = new PlanBuilder($"Delete the stack {stack.StackName} ({stack.StackStatus}) and {going} of its {all} resource(s).")
            .Touch(Stacks.ToResource(stack)).Delete($"stack {stack.StackName}");
        foreach (var part in parts) Tell(plan, part);
        if (parts.Any(p => p.Fate is DeletionFate.Unknown))
            plan.Warn("Of some resources it is not known whether they are kept: count on their deletion.");
        if (stack.ParentId is not null) plan.Warn($"It is part of {stack.ParentId}; delete it through that stack.");
        if (stack.EnableTerminationProtection is true)
            plan.Obstacle($"The stack {stack.StackName} is protected from termination; "
                + "cfn_set_termination_protection with enabled false ends that.");
        if (input.RetainResources.Count > 0 && stack.StackStatus != StackStatus.DELETE_FAILED)
        {
            plan.Obstacle($"Resources can be left out only after a deletion has failed, and the stack is {stack.StackStatus}: "
                + "leave retainResources out, or set DeletionPolicy Retain in the template.");
        }

        if (input.Force)
        {
            plan.Warn("What cannot be deleted stays outside the stack and costs on; CloudFormation then knows nothing of it.");
            if (stack.StackStatus != StackStatus.DELETE_FAILED)
                plan.Obstacle(
                    $"A deletion can be forced only after one has failed, and the stack is {stack.StackStatus}: leave force out.");
        }

        if (imports.Count > 0) plan.Obstacle($"Other stacks import from it: {string.Join("; ", imports)}. Delete or change those first.");
        return plan.Unknown(unknowns.Notes).NoUndo("A deleted stack and its resources do not come back.").Build();
    }

    public static async Task<StackState> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        // After the deletion only the id finds the stack.
        var stack = await Stacks.FindAsync(cfn, input.StackName, ct);
        await cfn.DeleteStackAsync(new()
        {
            StackName = stack.StackId,
            RetainResources = input.RetainResources.Count == 0 ? null : [.. input.RetainResources],
            DeletionMode = input.Force ? DeletionMode.FORCE_DELETE_STACK : null,
            RoleARN = input.RoleArn,
            ClientRequestToken = Guid.NewGuid().ToString(),
        }, ct);
        context.Done($"began to delete the stack {stack.StackName}");
        return await Stacks.WaitAsync(cfn, stack.StackId, input.Wait, s => s == StackStatus.DELETE_COMPLETE, context, ct, stack);
    }

    private static void Tell(PlanBuilder plan, Part part)
    {
        switch (part.Fate)
        {
            case DeletionFate.Kept: plan.Keep(part.What, part.Why); break;
            case DeletionFate.Snapshot: plan.Delete(part.What, $"after a last snapshot ({part.Why})"); break;
            case DeletionFate.Unknown: plan.Delete(part.What, $"unless it is retained: {part.Why}"); break;
            default: plan.Delete(part.What, part.Why.Length == 0 ? null : part.Why); break;
        }
    }

    /// <summary>The resources of a stack and, below them, those of its nested stacks, which go with it.</summary>
    private static async Task<List<Part>> PartsAsync(IAmazonCloudFormation cfn, string stack, string within, Input input,
        Unknowns unknowns, CancellationToken ct)
    {
        var what = within.Length == 0 ? "" : $" of the nested stack {within.TrimEnd('/')}";
        // Only the processed text has the resources that transforms and Fn::ForEach make.
        var reading = unknowns.TryAsync($"The template{what}", () => TemplateAsync(cfn, stack, ct));
        var resources = within.Length == 0 ? await Stacks.ResourcesAsync(cfn, stack, ct)
            : await unknowns.TryAsync($"The resources{what}", () => Stacks.ResourcesAsync(cfn, stack, ct)) ?? [];
        var declared = await reading is { } text ? Templates.Resources(text) : null;
        var here = resources.Where(r => r.ResourceStatus != ResourceStatus.DELETE_COMPLETE)
            .OrderBy(r => r.LogicalResourceId, StringComparer.Ordinal).ToList();
        var below = await here.AskAsync(async (r, t) =>
            r is { ResourceType: Stacks.NestedType, PhysicalResourceId.Length: > 0 } && !Stacks.IsDeepest(within)
                && ToPart(r, declared, within, input).Fate is not DeletionFate.Kept
                ? await PartsAsync(cfn, r.PhysicalResourceId, $"{within}{r.LogicalResourceId}/", input, unknowns, t)
                : [], ct);
        return [.. here.Zip(below).SelectMany(both => both.Second.Prepend(ToPart(both.First, declared, within, input)))];
    }

    // A stack that only holds change sets has no template.
    private static async Task<string> TemplateAsync(IAmazonCloudFormation cfn, string stack, CancellationToken ct)
    {
        try
        {
            return await Templates.OfAsync(cfn, stack, TemplateStage.Processed, ct);
        }
        catch (AmazonCloudFormationException e) when (e.ErrorCode == "ValidationError")
        {
            return "";
        }
        catch (ToolException e) when (e.Code is ToolErrorCode.NotFound)
        {
            return "";
        }
    }

    private static Part ToPart(StackResourceSummary r, IReadOnlyDictionary<string, TemplateResource>? declared, string within, Input input)
    {
        var what = $"{within}{r.LogicalResourceId} ({r.ResourceType}, {r.PhysicalResourceId})";
        // retainResources names resources of the stack itself.
        if (within.Length == 0 && input.RetainResources.Contains(r.LogicalResourceId))
            return new(what, DeletionFate.Kept, "as the call asks");
        if (declared?.GetValueOrDefault(r.LogicalResourceId) is not { } declaration)
            return new(what, DeletionFate.Unknown,
                declared is null ? "the template could not be read" : "the template does not declare it");
        var (fate, why) = declaration.OnDelete;
        return fate is DeletionFate.Deleted && r.ResourceType == "AWS::S3::Bucket" ? new(what, fate, "which fails while it holds objects")
            : new(what, fate, why);
    }

    private static async Task<List<string>> ImportsAsync(IAmazonCloudFormation cfn, Stack stack, Unknowns unknowns, CancellationToken ct)
    {
        var exports = (stack.Outputs ?? []).Select(o => o.ExportName).OfType<string>().ToList();
        var imports = await exports.AskAsync((name, t) => unknowns.TryAsync($"Who imports {name}", () => ImportsAsync(cfn, name, t)), ct);
        return [.. imports.SelectMany(i => i ?? [])];
    }

    private static async Task<List<string>> ImportsAsync(IAmazonCloudFormation cfn, string export, CancellationToken ct) =>
        (await ImportersAsync(cfn, export, ct)).ConvertAll(i => $"{i} imports {export}");

    /// <summary>The stacks that import a value.</summary>
    internal static async Task<List<string>> ImportersAsync(IAmazonCloudFormation cfn, string export, CancellationToken ct)
    {
        try
        {
            return await Paging.AllAsync<string>(async token =>
            {
                var a = await cfn.ListImportsAsync(new() { ExportName = export, NextToken = token }, ct);
                return (a.Imports, a.NextToken);
            });
        }
        catch (AmazonCloudFormationException e) when (e.Message.Contains("is not imported by any stack", StringComparison.Ordinal))
        {
            return [];
        }
    }
}
