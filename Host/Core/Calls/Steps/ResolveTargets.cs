using Infra.Core.Answers;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Core.Calls.Steps;

/// <summary>Finds out where the call goes, and holds it, and what the arguments name, against the pins.</summary>
/// <param name="settings">The configured target and the pins.</param>
/// <param name="context">Makes what the tool is told, for a target.</param>
internal sealed class ResolveTargets(HostSettings settings, Func<Call, AwsTarget, ToolContext> context) : ICallStep
{
    public ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation)
    {
        Pins.Check(call.Element(), settings.Pins, call.Writes);
        var target = call.Tool.CallsAws ? Resolve(call) : settings.Aws.Target;
        call.Targets = [target];
        if (call.Tool.CallsAws) call.Record.Target = target;
        call.Context = context(call, target);
        return default;
    }

    private AwsTarget Resolve(Call call)
    {
        var target = settings.Aws.Target with { Profile = call.Host.Profile ?? settings.Aws.Profile, Region = call.Host.Region ?? settings.Aws.Region };
        // As the AWS CLI does; the SDK alone does not know the second one.
        target = target with { Region = target.Region ?? Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION") };
        if (!call.Tool.IsRegional || settings.Pins.Regions is not { Count: > 0 } pinned) return target;

        var region = target.Region ?? (pinned is [var only] ? only : null)
            ?? throw new ToolException(ToolErrorCode.NoRegion, "No AWS region was named.", $"Pass region: one of {string.Join(", ", pinned)}.");
        return pinned.Contains(region)
            ? target with { Region = region }
            : throw new ToolException(ToolErrorCode.Refused, $"The region {region} is not pinned in plugins.json.", $"Use one of {string.Join(", ", pinned)}.");
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
