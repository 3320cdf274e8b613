using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core.Answers;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Core.Calls.Steps;

/// <summary>Makes the answer from what the tool returned: without secrets, and not too long.</summary>
internal sealed class AnswerResult(AnswerSettings settings, HeldRows held) : ICallStep
{
    /// <summary>How the note of a page begins whose rows were read with the page before.</summary>
    public const string HeldNote = "Read at ";

    public ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation)
    {
        var result = call.Writes ? new JsonObject { ["result"] = call.Result } : call.Result;
        // What the host or AWS made to go on with is no secret, whatever it looks like.
        var next = call.Tool.IsPage ? Take(result, "nextCursor") : null;
        // A tool marked as returning a secret is offered only where the configuration allows it; its values go nowhere but here.
        if (call.Tool.Manifest.Secret) call.Secrets.AddResult(JsonSerializer.SerializeToElement(result, HostJson.Default.JsonObject));
        else
        {
            result = Redactor.Result(result, out var redacted)!.AsObject();
            call.Content = Redactor.Result(call.Content, ref redacted);
            if (redacted > 0) result["redacted"] = redacted;
        }

        if (!call.Tool.IsPage)
        {
            var text = AnswerSize.CutToSize(result, call.Caller.MostCharacters(settings));
            return new(new Answer(result) { Text = text, Content = call.Content });
        }

        var limit = call.Limit;
        var most = limit is null ? settings.DefaultPageCharacters : settings.MaxCharacters;
        if (call.HeldSince is { } since)
            result["note"] = string.Create(CultureInfo.InvariantCulture, $"{HeldNote}{since.UtcDateTime:HH:mm:ss}Z, with the page before.");
        var left = AnswerSize.CutPage(result, call.Tool.Name, call.Place, next, limit ?? int.MaxValue, most,
            begun: call.HeldSince is not null);
        if (left.Count > 0)
            held.Keep(call.PageKey(Place.Read(result["nextCursor"]!.GetValue<string>(), call.Tool.Name)), left, next, call.HeldSince);
        return new(new Answer(result) { Content = call.Content });
    }

    private static string? Take(JsonObject result, string name)
    {
        var value = result[name]?.GetValue<string>();
        result.Remove(name);
        return value;
    }
}
