using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core.State;

namespace Infra.Core.Safety;

/// <summary>A plan that waits for a person.</summary>
/// <param name="Plan">The plan, in words.</param>
/// <param name="Tool">What it is a plan of.</param>
/// <param name="Client">The program that asks.</param>
/// <param name="User">The caller over HTTP on whose behalf it asks; null for one on this machine.</param>
/// <param name="Account">The AWS account that it is about; null when it is not known.</param>
/// <param name="Expires">Until when it waits.</param>
internal sealed record WaitingPlan(string Plan, string Tool, string Client, string? User, string? Account, DateTimeOffset Expires)
{
    /// <summary>The name of the account, else the profile: whoever approves has to reach it too.</summary>
    public string? Where { get; init; }
}

/// <summary>
/// The way to a person that does not lead through the client: the server leaves a plan where a person finds it, in a terminal ('infra
/// approve CODE')
/// or on a page, and they mark it.
/// </summary>
/// <param name="state">Where plans are left; null when no person is required, so that none need be left.</param>
internal sealed class Approvals(ISharedState? state)
{
    private const string Yes = "approved";
    private const string No = "declined";

    /// <summary>Where plans wait on this machine, beside the journal.</summary>
    public static string FolderBeside(string journal) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(journal)) ?? journal, "approvals");

    /// <exception cref="ToolException">The plan cannot be left there.</exception>
    public async Task OfferAsync(string code, WaitingPlan plan, CancellationToken cancellation)
    {
        if (state is null) return;
        var text = HostJson.Text(new JsonObject
        {
            ["plan"] = plan.Plan,
            ["tool"] = plan.Tool,
            ["client"] = plan.Client,
            ["user"] = plan.User,
            ["account"] = plan.Account,
            ["where"] = plan.Where,
            ["expires"] = plan.Expires.ToString("O"),
        });
        await state.SwapAsync(Plan(code), null, text, plan.Expires, cancellation).ConfigureAwait(false);
    }

    /// <summary>The plan of a code that waits; null when none does.</summary>
    /// <exception cref="InvalidDataException">What is there is broken.</exception>
    public async Task<WaitingPlan?> FindAsync(string code, CancellationToken cancellation)
    {
        if (state is null || await state.FindAsync(Plan(code), cancellation).ConfigureAwait(false) is not { } text) return null;
        try
        {
            var json = JsonElement.Parse(text);
            return new(Text("plan") ?? throw new InvalidDataException(), Text("tool") ?? "", Text("client") ?? "", Text("user"),
                Text("account"), json.GetProperty("expires").GetDateTimeOffset())
            { Where = Text("where") };

            string? Text(string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or InvalidDataException)
        {
            throw new InvalidDataException($"The plan of {code} cannot be read; let the assistant plan again.", e);
        }
    }

    /// <summary>Marks a plan, once.</summary>
    /// <param name="code">Its code.</param>
    /// <param name="yes">What the person says.</param>
    /// <param name="expires">When the plan expires.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Whether nobody had answered before.</returns>
    public async Task<bool> AnswerAsync(string code, bool yes, DateTimeOffset expires, CancellationToken cancellation) =>
        state is not null && await state.SwapAsync(Answer(code), null, yes ? Yes : No, expires, cancellation).ConfigureAwait(false);

    /// <summary>What a person said; null while nobody has.</summary>
    public async Task<bool?> AnswerOfAsync(string code, CancellationToken cancellation) =>
        state is null ? null
            : await state.FindAsync(Answer(code), cancellation).ConfigureAwait(false) switch { Yes => true, No => false, _ => null };

    /// <summary>Takes back what is left of a plan.</summary>
    public async Task WithdrawAsync(string code, CancellationToken cancellation)
    {
        if (state is null) return;
        foreach (var key in new[] { Plan(code), Answer(code) })
        {
            try
            {
                if (await state.FindAsync(key, cancellation).ConfigureAwait(false) is { } text)
                    await state.SwapAsync(key, text, null, default, cancellation).ConfigureAwait(false);
            }
            catch (ToolException)
            {
                // The code itself is spent, which is what counts; the rest only expires.
            }
        }
    }

    private static string Plan(string code) => $"plan/{code}";

    private static string Answer(string code) => $"answer/{code}";
}
