using System.Collections.Concurrent;
using Infra.Strict.Protocol;

namespace Infra.Strict.Layers;

/// <summary>
/// Knows a request again by its client token: EC2 then does nothing and gives the first answer, or refuses other parameters under an old
/// token (guide, "Ensuring idempotency in Amazon EC2 API requests"). The emulator does it again.
/// </summary>
public sealed class Tokens
{
    private readonly ConcurrentDictionary<string, (string Input, Answer Answer)> known = new();

    /// <summary>The first answer, or the refusal; null where the token is new, or there is none.</summary>
    public Answer? Again(Call call)
    {
        if (Key(call) is not { } key || !known.TryGetValue(key, out var first)) return null;
        return first.Input == Input(call) ? first.Answer.Copy()
            : new Refusal("IdempotentParameterMismatch", "The client token was used with other parameters.").AnswerTo(call);
    }

    public void Learn(Call call, Answer answer)
    {
        if (answer.Ok && Key(call) is { } key) known[key] = (Input(call), answer.Copy());
    }

    public void Forget() => known.Clear();

    private static string? Key(Call call) =>
        call.Service.Name == "ec2" && call.Text("ClientToken") is { } token ? $"{call.Region} {call.Name} {token}" : null;

    private static string Input(Call call) => call.Input.ToJsonString();
}
