using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_run_command: a shell command on an instance, through its SSM agent (SendCommand, GetCommandInvocation).</summary>
public static class RunCommand
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static readonly CommandTool Tool = CommandTool.Destructive<Input, Result>(
        "run_command", "Runs a shell command on an instance through SSM and waits for its output. For its boot log, use "
            + "ec2_get_console_output.",
        PlanAsync, RunAsync,
        iam: ["ec2:DescribeInstances", "ssm:DescribeInstanceInformation", "ssm:SendCommand", "ssm:GetCommandInvocation"],
        examples: ["Run df -h on i-0abc."])
        .With(deadline: Longest + TimeSpan.FromMinutes(2), person: true,
            help: "The command runs as root, or as SYSTEM on Windows, so a person must agree to each one unless confirm.person is false.");

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("Shell, or PowerShell on Windows; secrets in it are kept by SSM."), StringLength(8000, MinimumLength = 1)]
        public required string Command { get; init; }

        [Description("Seconds it may run."), Range(5, 540)]
        public int Timeout { get; init; } = 60;
    }

    /// <param name="Output">At most 24,000 characters; see <paramref name="Truncated"/>.</param>
    public sealed record Result(string CommandId, string Status, int? ExitCode, string Output, string? Errors, bool? Truncated);

    public static async Task<ToolPlan> PlanAsync(CommandClients clients, Input input, CancellationToken ct)
    {
        var finding = InstancePlans.FindAsync(clients.Ec2, input.InstanceId, ct);
        var node = await NodeAsync(clients.Ssm, input.InstanceId, ct);
        var instance = await finding;
        var user = IsWindows(node) ? "SYSTEM" : "root";
        var plan = new PlanBuilder($"Run a command as {user} on {InstancePlans.Describe(instance)}.")
            .Touch(InstancePlans.ToResource(instance))
            .Change(InstancePlans.Describe(instance), "command", null, input.Command, $"as {user}, at most {input.Timeout} s")
            .Warn("What a command does is not known before it runs: it may change and delete anything on the instance, "
                + "and act with its role.");
        if (node is null)
        {
            plan.Obstacle($"SSM does not know {input.InstanceId}: it needs the SSM agent, a role with AmazonSSMManagedInstanceCore "
                + "and a way to the SSM endpoints.");
        }
        else if (node.PingStatus != PingStatus.Online)
        {
            plan.Obstacle($"The SSM agent of {input.InstanceId} is {node.PingStatus?.Value}, "
                + $"last seen {PlanBuilder.Text(node.LastPingDateTime)}.");
        }

        return plan.NoUndo("A command cannot be taken back.").Build();
    }

    public static async Task<Result> RunAsync(CommandClients clients, Input input, ToolContext context, CancellationToken ct)
    {
        var node = await NodeAsync(clients.Ssm, input.InstanceId, ct);
        var id = (await clients.Ssm.SendCommandAsync(new()
        {
            InstanceIds = [input.InstanceId],
            DocumentName = IsWindows(node) ? "AWS-RunPowerShellScript" : "AWS-RunShellScript",
            Parameters = new()
            {
                ["commands"] = [input.Command],
                ["executionTimeout"] = [input.Timeout.ToString(System.Globalization.CultureInfo.InvariantCulture)],
            },
            // How long it may take to begin; AWS takes no less than 30.
            TimeoutSeconds = 30,
        }, ct)).Command.CommandId;
        // The journal has this, and not the output.
        context.Done($"sent the command {id} to {input.InstanceId}", created: id);
        var seen = await Waiting.UntilAsync(
            t => clients.Ssm.GetCommandInvocationAsync(new() { CommandId = id, InstanceId = input.InstanceId }, t),
            i => i.Status?.Value is "Pending" or "InProgress" or "Delayed" or "Cancelling" ? Wait.NotYet($"{id} is {i.Status.Value}")
                : Wait.Done,
            context, TimeSpan.FromSeconds(input.Timeout + 45), TimeSpan.FromSeconds(1), ct);
        return Answer(seen);
    }

    internal static Result Answer(GetCommandInvocationResponse i) => new(
        i.CommandId, i.StatusDetails ?? i.Status?.Value ?? "Pending", i.ResponseCode is -1 ? null : i.ResponseCode, i.StandardOutputContent
            ?? "",
        string.IsNullOrEmpty(i.StandardErrorContent) ? null : i.StandardErrorContent,
        // AWS keeps no more of it, and says so at its end.
        i.StandardOutputContent is { Length: >= 24000 } || i.StandardErrorContent is { Length: >= 8000 } ? true : null);

    private static Task<InstanceInformation?> NodeAsync(IAmazonSimpleSystemsManagement ssm, string instanceId, CancellationToken ct) =>
        Paging.FirstAsync<InstanceInformation>(async next =>
        {
            var answer = await ssm.DescribeInstanceInformationAsync(
                new() { Filters = [new() { Key = "InstanceIds", Values = [instanceId] }], NextToken = next }, ct);
            return (answer.InstanceInformationList, answer.NextToken);
        }, i => i.InstanceId == instanceId);

    private static bool IsWindows(InstanceInformation? node) => node?.PlatformType == PlatformType.Windows;
}
