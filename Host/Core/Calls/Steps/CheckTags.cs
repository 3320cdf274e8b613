using Infra.Core.Answers;
using Infra.Core.Settings;

namespace Infra.Core.Calls.Steps;

/// <summary>Lets through only what touches resources that carry the demanded tags (onlyTagged).</summary>
internal sealed class CheckTags(PinSettings pins) : ICallStep
{
    private const string Hint = "plugins.json lets this server change only resources that do (onlyTagged). Nothing was changed.";

    public ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation)
    {
        if (!call.Writes || pins.OnlyTagged is not { Count: > 0 } required) return default;
        var wanted = string.Join(", ", required.Select(t => $"{t.Key}={t.Value}"));
        if (call.Plan.Resources.FirstOrDefault(r => !required.All(t => r.Tags?.GetValueOrDefault(t.Key) == t.Value)) is { } other)
            throw new ToolException(ToolErrorCode.Refused, $"{other.Id} does not carry the tags {wanted}.", Hint);
        if (call.Plan.Resources.Count == 0 && !call.Tool.TakesTags)
            throw new ToolException(ToolErrorCode.Refused,
                $"{call.Tool.Name} cannot tell whether what it changes carries the tags {wanted}.", Hint);
        return default;
    }
}
