using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudFormation;

/// <summary>cfn_create_refactor (CreateStackRefactor): works out a refactoring; nothing moves yet.</summary>
public static class CreateRefactor
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static readonly CfnTool Tool = CfnTool.Write<Input, Result>(
        "create_refactor", "Works out how resources move between stacks, or get other logical ids. Then cfn_get_refactor shows it.",
        PlanAsync, RunAsync,
        iam:
        [
            "cloudformation:DescribeStacks", "cloudformation:CreateStackRefactor", "cloudformation:DescribeStackRefactor",
            .. Templates.UrlActions,
        ],
        examples: ["Move the queue Orders from the stack web to the stack data."]).With(deadline: TimeSpan.FromMinutes(7));

    public sealed record Input
    {
        [Description("Each stack, as it is to be afterwards."), MinLength(1), MaxLength(5)]
        public required IReadOnlyList<Definition> Stacks { get; init; }

        [Description("Old place to new one, like {\"web.Orders\": \"data.Orders\"}; AWS finds those that keep their ids.")]
        public IReadOnlyDictionary<string, string> Moves { get; init; } = new Dictionary<string, string>();

        [Description("Make a stack that is not there.")]
        public bool CreateStacks { get; init; }

        [Description("Description."), MaxLength(1024)]
        public string? Description { get; init; }

        [Description("Wait for the result, at most 5 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public sealed record Definition : TemplateInput
    {
        [Description("Stack name.")]
        public required string StackName { get; init; }
    }

    public sealed record Result(string Id, string Status, string? Reason);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        Mappings(input, context);
        var found = await input.Stacks.AskAsync((s, t) => Stacks.TryFindAsync(cfn, s.StackName, t), ct);
        var plan = new PlanBuilder($"Work out a refactoring of {string.Join(", ", input.Stacks.Select(s => s.StackName))}.")
            .Create("stack refactoring", "nothing moves until cfn_execute_refactor");
        foreach (var (definition, stack) in input.Stacks.Zip(found))
        {
            if (stack is not null) plan.Touch(Stacks.ToResource(stack)).Keep($"stack {stack.StackName}", "until cfn_execute_refactor");
            else plan.Create($"stack {definition.StackName}", "when the refactoring is executed")
                .Obstacle(input.CreateStacks ? null : $"There is no stack {definition.StackName}: pass createStacks: true.");
        }

        foreach (var (from, to) in input.Moves.OrderBy(m => m.Key, StringComparer.Ordinal))
            plan.Change(from, "place", from, to, "when the refactoring is executed; the resource itself stays as it is");
        return plan.NoUndo("It does nothing by itself, and ends unused after some days.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonCloudFormation cfn, Input input, ToolContext context, CancellationToken ct)
    {
        var mappings = Mappings(input, context);
        var id = (await cfn.CreateStackRefactorAsync(new()
        {
            Description = input.Description,
            EnableStackCreation = input.CreateStacks ? true : null,
            ResourceMappings = mappings.Count == 0 ? null : mappings,
            StackDefinitions =
            [
                .. input.Stacks.Select(s => new StackDefinition
                {
                    StackName = s.StackName,
                    TemplateBody = s.TemplateBody,
                    TemplateURL = s.TemplateUrl,
                }),
            ],
        }, ct)).StackRefactorId;
        context.Done($"created the stack refactoring {id}", created: id);
        if (!input.Wait) return new(id, StackRefactorStatus.CREATE_IN_PROGRESS, null);
        var seen = await Waiting.UntilAsync(
            t => StackRefactors.FindAsync(cfn, id, t),
            // One that cannot be done ends as CREATE_FAILED, and its reason is the answer.
            r => r.Status == StackRefactorStatus.CREATE_IN_PROGRESS ? Wait.NotYet(r.Status) : Wait.Done,
            context, Limit, TimeSpan.FromSeconds(2), ct);
        return new(id, seen.Status, seen.StatusReason);
    }

    private static List<ResourceMapping> Mappings(Input input, ToolContext context)
    {
        foreach (var definition in input.Stacks)
        {
            Templates.CheckOne(definition);
            CreateStackSet.MarkSecrets(definition.TemplateBody, new Dictionary<string, string>(), context);
        }

        return [.. input.Moves.Select(m => new ResourceMapping { Source = Place(m.Key), Destination = Place(m.Value) })];

        ResourceLocation Place(string text) => text.Split('.') is [{ Length: > 0 } stack, { Length: > 0 } id]
            ? new() { StackName = stack, LogicalResourceId = id }
            : throw ToolException.InvalidInput($"'{text}' names no resource of a stack.",
                "Write the stack's name, a dot and the logical id.");
    }
}
