using System.ComponentModel;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_get_command (GetCommandInvocation).</summary>
public static class GetCommand
{
    public static readonly CommandTool Tool = CommandTool.Read<Input, RunCommand.Result>(
        "get_command", "Status and output of a command that was sent to instances. For those, use ec2_list_instances.", RunAsync,
        iam: ["ssm:GetCommandInvocation"],
        examples: ["Is the command done?"]);

    public sealed record Input
    {
        [Description("Command id.")]
        public required string CommandId { get; init; }

        [Description("Instance id.")]
        public required string InstanceId { get; init; }
    }

    public static async Task<RunCommand.Result> RunAsync(CommandClients clients, Input input, CancellationToken ct) =>
        RunCommand.Answer(await clients.Ssm.GetCommandInvocationAsync(new() { CommandId = input.CommandId, InstanceId = input.InstanceId },
            ct));
}
