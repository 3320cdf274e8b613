using Infra.Strict.Layers;
using Infra.Strict.Protocol;
using Infra.Strict.Rules;

namespace Infra.Strict;

/// <summary>AWS as it is documented, over an emulator that is more forgiving: what a request goes through on its way there and
/// back.</summary>
public sealed class StrictAws
{
    private readonly StrictSettings settings;
    private readonly Backend backend;
    private readonly Counts counts;
    private readonly Regions regions = new();
    private readonly Tokens tokens = new();
    private readonly Throttling throttling;
    private readonly Consistency consistency;
    private readonly Ordering ordering;
    private readonly Paging paging;

    public StrictAws(Backend backend, StrictSettings? settings = null, Counts? counts = null, TimeProvider? time = null)
    {
        (this.backend, this.settings, this.counts) = (backend, settings ?? StrictSettings.FromEnvironment, counts ?? Counts.Total);
        throttling = new(time ?? TimeProvider.System);
        consistency = new(this.settings.Seed);
        ordering = new(this.settings.Seed);
        paging = new(this.settings.Seed);
    }

    /// <summary>Forgets the account.</summary>
    public void Forget()
    {
        regions.Forget();
        tokens.Forget();
        throttling.Forget();
        consistency.Settle();
        paging.Forget();
    }

    /// <summary>Time passes, as between two calls of a client: what was late is there, and the rates have recovered.</summary>
    public void Settle()
    {
        consistency.Settle();
        throttling.Forget();
    }

    /// <summary>What AWS refuses before it looks into the account; null where it would go on.</summary>
    public Answer? Gate(HttpCall http, out Call? call)
    {
        call = Call.Read(http);
        if (call is null)
        {
            if (http.Scope.Count > 0) counts.NotKnown($"{http.Scope.ElementAtOrDefault(3)} {http.Method} {http.Path} " +
                $"{http.Header("x-amz-target")}");
            return null;
        }

        counts.Checked();
        if (On(Strictness.Regions) && regions.Check(call) is { } elsewhere) return Counted(elsewhere,
            elsewhere.Rule is { Length: > 0 } rule ? rule : "The region has no such feature");
        if (On(Strictness.Throttling) && throttling.Take(call) is { } throttled) return Refused(call, throttled,
            "Requests of an operation have a rate");
        if (!On(Strictness.Rules)) return null;
        if (ModelCheck.Check(call) is { } invalid) return Refused(call, invalid, "The service's model");
        foreach (var rule in Rule.All)
            if (rule.Refuses is { } refuses && rule.Concerns(call) && refuses(call) is { } refusal)
                return Refused(call, refusal, rule.Title);
        return null;
    }

    /// <summary>Answers a request that <see cref="Gate"/> let through.</summary>
    public async Task<Answer> AnswerAsync(Call call)
    {
        List<string> reasons = [];
        var answer = await AnswerAsync(call, reasons);
        if (reasons.Count > 0) counts.Changed(reasons);
        return answer;
    }

    private async Task<Answer> AnswerAsync(Call call, List<string> reasons)
    {
        var rules = On(Strictness.Rules) ? Rule.All.Where(r => r.Concerns(call)).ToList() : [];
        foreach (var rule in rules)
        {
            if (rule.Looks is { } looks && await looks(call, backend) is { } refusal) return Because(rule.Title, refusal.AnswerTo(call));
            if (rule.Changes is not { } changes || await changes(call, backend) is not { Changed: true } change) continue;
            reasons.Add(rule.Title);
            if (change.Answer is { } instead) return instead;
        }

        if (On(Strictness.Rules) && tokens.Again(call) is { } again) return Because("A client token is known again", again);
        if (On(Strictness.Pages) && paging.Resume(call) is { } page) return Because("A token is taken up again", page);
        if (On(Strictness.Consistency) && consistency.Before(call) is { } late)
            return Because("What was just made is not found yet", late.AnswerTo(call));

        var answer = await backend.SendAsync(call.Http);
        regions.Learn(call, answer);
        tokens.Learn(call, answer);
        reasons.AddRange(rules.Where(r => r.Mends?.Invoke(call, answer) is true).Select(r => r.Title));
        if (On(Strictness.Consistency)
            && consistency.After(call, answer)) reasons.Add("What was just made is in its old state, or in no list");
        if (On(Strictness.Order) && ordering.Turn(call, answer)) reasons.Add("Lists come in another order");
        if (!On(Strictness.Pages)) return answer;
        var cut = paging.Cut(call, answer);
        if (cut.Output(call.Operation) is { } output && call.Operation.Pages is { } pages &&
            output[pages.Out]?.Text?.StartsWith("strict", StringComparison.Ordinal) is true) reasons.Add("A page is cut short");
        return cut;

        Answer Because(string reason, Answer given)
        {
            reasons.Add(reason);
            return given;
        }
    }

    private bool On(Strictness layer) => settings.Layers.HasFlag(layer);

    private Answer Refused(Call call, Refusal refusal, string rule) => Counted(refusal.AnswerTo(call), rule);

    private Answer Counted(Answer answer, string rule)
    {
        counts.Changed([rule]);
        return answer;
    }
}
