using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.RegularExpressions;
using Amazon.EC2;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_get_console_output (GetConsoleOutput).</summary>
public static partial class GetConsoleOutput
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Result>(
        "get_console_output", "The last lines of an EC2 instance's console (boot log). For its state, use ec2_get_instance.", RunAsync,
        iam: ["ec2:GetConsoleOutput"],
        examples: ["Why does i-0abc not come up?"]);

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("Lines."), Range(1, 500)]
        public int Lines { get; init; } = 100;

        [Description("Output up to now; Nitro types only.")]
        public bool Latest { get; init; }
    }

    public sealed record Result(string InstanceId, DateTime? At, int Lines, int OfLines, string Text);

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var answer = await ec2.GetConsoleOutputAsync(new() { InstanceId = input.InstanceId, Latest = input.Latest ? true : null }, ct);
        var text = Encoding.UTF8.GetString(Convert.FromBase64String(answer.Output ?? ""));
        var lines = Controls().Replace(text, "").Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0).ToList();
        var last = lines.TakeLast(input.Lines).ToList();
        return new(answer.InstanceId ?? input.InstanceId, answer.Timestamp, last.Count, lines.Count, string.Join('\n', last));
    }

    // Terminal colours and cursor moves, and what else cannot be read; tab and line feed stay.
    [GeneratedRegex(@"\x1B\[[0-?]*[ -/]*[@-~]|[\x00-\x08\x0B-\x1F\x7F]")]
    private static partial Regex Controls();
}
