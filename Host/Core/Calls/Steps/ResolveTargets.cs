using Amazon;
using Infra.Aws;
using Infra.Core.Answers;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Core.Calls.Steps;

/// <summary>Finds out where the call goes, and holds it, and what the arguments name, against the pins.</summary>
/// <param name="settings">The configured target and the pins.</param>
/// <param name="credentials">Whose keys the call's requests are signed with.</param>
/// <param name="context">Makes what the tool is told, for a target.</param>
internal sealed class ResolveTargets(HostSettings settings, Credentials credentials, Func<Call, AwsTarget, ToolContext> context) : ICallStep
{
    public ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation)
    {
        Pins.Check(call.Element(), settings.Pins, call.Writes);
        var target = call.Tool.CallsAws ? Resolve(call) : settings.Aws.Target;
        call.Targets = [target];
        if (call.Tool.CallsAws) call.Record.Target = target;
        call.Keys = credentials.For(target);
        call.Context = context(call, target);
        return default;
    }

    private AwsTarget Resolve(Call call)
    {
        var target = settings.Aws.Target with { Profile = call.Host.Profile ?? settings.Aws.Profile,
            Region = call.Host.Region ?? settings.Aws.Region };
        target = target with { Region = target.Region ?? AwsEnvironment.Region };
        if (!call.Tool.IsRegional)
            target = target with { Region = GlobalRegion(target.Region ?? AwsProfiles.Load().Named(target.Profile)["region"]) };
        if (!call.Tool.IsRegional || settings.Pins.Regions is not { Count: > 0 } pinned) return target;

        var region = target.Region ?? (pinned is [var only] ? only : null)
            ?? throw new ToolException(ToolErrorCode.NoRegion, "No AWS region was named.",
                $"Pass region: one of {string.Join(", ", pinned)}.");
        return pinned.Contains(region)
            ? target with { Region = region }
            : throw new ToolException(ToolErrorCode.Refused, $"The region {region} is not pinned in plugins.json.",
                $"Use one of {string.Join(", ", pinned)}.");
    }

    // A global service is signed for one region of its partition, whichever is configured.
    private static string GlobalRegion(string? configured) =>
        configured is null ? "us-east-1" : RegionEndpoint.GetBySystemName(configured).PartitionName switch
    {
        "aws" => "us-east-1",
        "aws-cn" => "cn-north-1",
        "aws-us-gov" => "us-gov-west-1",
        "aws-iso" => "us-iso-east-1",
        "aws-iso-b" => "us-isob-east-1",
        "aws-eusc" => "eusc-de-east-1",
        _ => configured,
    };
}
