using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Infra.Core.Safety;

/// <summary>
/// Codes of plans. A code belongs to one tool, its arguments, target, caller and plan; it works once, and not for long.
/// It lives in this process alone.
/// </summary>
internal sealed class Confirmations(TimeSpan lifetime, TimeProvider time, Approvals approvals)
{
    private const string Alphabet = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
    private readonly ConcurrentDictionary<string, Pending> pending = new();

    /// <summary>A new code for what was planned.</summary>
    /// <param name="subject">Everything that the code stands for.</param>
    /// <param name="plan">The plan in words, for the person who approves it elsewhere.</param>
    public string Issue(string subject, string plan)
    {
        foreach (var (old, entry) in pending)
            if (entry.Expires <= time.GetUtcNow()) Forget(old);
        var code = RandomNumberGenerator.GetString(Alphabet, 8);
        var expires = time.GetUtcNow() + lifetime;
        pending[code] = new(Digest(subject), expires);
        approvals.Offer(code, plan, expires);
        return code;
    }

    /// <summary>What is wrong with a code; null when it fits. It stays usable until <see cref="Use"/>.</summary>
    public string? Fault(string code, string subject) =>
        !pending.TryGetValue(code, out var entry) ? "This code was never given, or was used."
        : entry.Expires <= time.GetUtcNow() ? "This code has expired."
        : entry.Digest != Digest(subject)
            ? "This code belongs to another plan: the arguments, or the resources themselves, are not what they were."
        : null;

    /// <summary>Whether a person approved it with 'infra approve'.</summary>
    public bool IsApproved(string code) => approvals.IsApproved(code);

    /// <summary>Spends a code. False when another call was faster.</summary>
    public bool Use(string code) => Forget(code);

    private bool Forget(string code)
    {
        approvals.Withdraw(code);
        return pending.TryRemove(code, out _);
    }

    private static string Digest(string subject) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(subject)));

    private sealed record Pending(string Digest, DateTimeOffset Expires);
}
