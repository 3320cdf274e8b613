using System.Text.Json.Nodes;
using Infra.Core.Answers;
using Infra.Core.Settings;

namespace Infra.Core.Calls.Steps;

/// <summary>Gives what is created the tags that the configuration demands (onlyTagged).</summary>
internal sealed class AddRequiredTags(PinSettings pins) : ICallStep
{
    public ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation)
    {
        if (!call.Writes || pins.OnlyTagged is not { Count: > 0 } required || !call.Tool.TakesTags) return default;
        if (call.Arguments["tags"] is not JsonObject tags) call.Arguments["tags"] = tags = [];
        foreach (var (key, value) in required)
        {
            if (tags[key] is { } other && other.GetValue<string>() != value)
                throw new ToolException(ToolErrorCode.Refused, $"The tag {key} must be '{value}' here.",
                    "plugins.json pins it (onlyTagged).");
            tags[key] = value;
        }

        return default;
    }
}
