using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Infra.Core.State;

namespace Infra.Core.Safety;

/// <summary>
/// Codes of plans. A code belongs to one tool, its arguments, target, caller and plan; it works once, and not for long. It is good at every
/// server that shares the state.
/// </summary>
internal sealed class Confirmations(TimeSpan lifetime, TimeProvider time, ISharedState state, Approvals approvals)
{
    private const string Alphabet = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

    /// <summary>A new code for what was planned.</summary>
    /// <param name="subject">Everything that the code stands for.</param>
    /// <param name="plan">For the person who approves it elsewhere; gets the time when the code expires.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ToolException">The state cannot be reached.</exception>
    public async Task<string> IssueAsync(string subject, Func<DateTimeOffset, WaitingPlan> plan, CancellationToken cancellation)
    {
        while (true)
        {
            var code = RandomNumberGenerator.GetString(Alphabet, 8);
            var expires = time.GetUtcNow() + lifetime;
            // It is kept a while longer, so that it can be told that it has expired.
            if (!await state.SwapAsync(Key(code), null, $"{Digest(subject)} {expires.ToUnixTimeMilliseconds()}", expires + lifetime,
                cancellation).ConfigureAwait(false)) continue;
            await approvals.OfferAsync(code, plan(expires), cancellation).ConfigureAwait(false);
            return code;
        }
    }

    /// <summary>What is wrong with a code; null when it fits. It stays usable until <see cref="UseAsync"/>.</summary>
    public async Task<string?> FaultAsync(string code, string subject, CancellationToken cancellation) =>
        await state.FindAsync(Key(code), cancellation).ConfigureAwait(false) is not { } found ? "This code was never given, or was used."
        : Expires(found) <= time.GetUtcNow() ? "This code has expired."
        : found.Split(' ')[0] != Digest(subject)
            ? "This code belongs to another plan: the arguments, or the resources themselves, are not what they were."
        : null;

    /// <summary>What a person said to it, in a terminal or on a page; null while nobody has.</summary>
    public Task<bool?> AnswerOfAsync(string code, CancellationToken cancellation) => approvals.AnswerOfAsync(code, cancellation);

    /// <summary>Spends a code. False when another call was faster.</summary>
    public async Task<bool> UseAsync(string code, CancellationToken cancellation)
    {
        if (await state.FindAsync(Key(code), cancellation).ConfigureAwait(false) is not { } found
            || !await state.SwapAsync(Key(code), found, null, default, cancellation).ConfigureAwait(false)) return false;
        await approvals.WithdrawAsync(code, cancellation).ConfigureAwait(false);
        return true;
    }

    private static string Key(string code) => $"code/{code}";

    private static DateTimeOffset Expires(string found) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(found.Split(' ')[1], CultureInfo.InvariantCulture));

    private static string Digest(string subject) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(subject)));
}
