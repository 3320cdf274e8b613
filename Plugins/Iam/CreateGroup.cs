using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.IdentityManagement;

namespace Infra.Plugins.Iam;

/// <summary>iam_create_group (CreateGroup).</summary>
public static class CreateGroup
{
    public static readonly IamTool Tool = IamTool.Write<Input, Result>(
        "create_group", "Creates a group of users, at first empty and without policies.", PlanAsync, RunAsync,
        iam: ["iam:GetGroup", "iam:CreateGroup"],
        examples: ["Make a group backup."]);

    public sealed record Input
    {
        [Description("Group name."), RegularExpression(IamName.Pattern)]
        public required string GroupName { get; init; }

        [Description("For example /team/."), RegularExpression("/([!-~]+/)?")]
        public string? Path { get; init; }
    }

    public sealed record Result(string Name, string Arn);

    public static async Task<ToolPlan> PlanAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context,
        CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        return new PlanBuilder($"Create the group {input.GroupName}.")
            .Create($"group {input.GroupName}", "iam_update_group_members fills it, iam_attach_policy gives it permissions")
            .Obstacle(await new Identity(iam, "group", input.GroupName).TakenAsync(unknowns, ct))
            .Unknown(unknowns.Notes)
            .Undo("iam_delete_group", new { groupName = input.GroupName })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonIdentityManagementService iam, Input input, ToolContext context, CancellationToken ct)
    {
        var group = (await iam.CreateGroupAsync(new() { GroupName = input.GroupName, Path = input.Path }, ct)).Group;
        context.Done($"created {group.Arn}", created: group.Arn);
        return new(group.GroupName, group.Arn);
    }
}
