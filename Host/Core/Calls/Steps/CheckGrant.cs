using Infra.Core.Answers;

namespace Infra.Core.Calls.Steps;

/// <summary>Holds where a call goes against the grant of its caller; <see cref="Bind"/> holds the tool against it.</summary>
internal sealed class CheckGrant(TimeProvider time) : ICallStep
{
    public ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation)
    {
        if (call.Caller.Grant is not { } grant) return default;
        if (grant.Expires <= time.GetUtcNow()) throw new ToolException(ToolErrorCode.Refused, $"The grant of {grant.Name} has expired.",
            "Ask whoever gave it for a new one.");
        if (!call.Tool.CallsAws || grant.ProfilesFor(call.Tool) is not { } profiles) return default;
        foreach (var target in call.Targets)
        {
            if (target.Profile is not null && profiles.Contains(target.Profile)) continue;
            throw new ToolException(ToolErrorCode.Refused,
                target.Profile is { } named ? $"The grant of this caller does not have the profile {named}."
                    : "The grant of this caller names profiles, and the call none.",
                profiles.Count == 0 ? "Ask whoever gave it for a profile." : $"Pass profile: one of {string.Join(", ", profiles)}.");
        }

        return default;
    }
}
