using System.Collections.Concurrent;
using System.Text.Json;
using Infra.Aws;
using Infra.Core.Safety;

namespace Infra.Core.Calls;

/// <summary>Runs a call's tool for one target of several.</summary>
/// <param name="call">The call.</param>
/// <param name="credentials">Whose keys the requests are signed with.</param>
/// <param name="context">Makes what the tool is told, for a target.</param>
/// <param name="explain">Puts a failure of a target into better words.</param>
/// <param name="time">The clock.</param>
internal sealed class CellRunner(
    Call call, Credentials credentials, Func<Call, AwsTarget, ToolContext> context,
    Func<ToolException, AwsTarget, CancellationToken, Task<ToolException>> explain, TimeProvider time)
{
    private readonly TimeSpan limit = call.Tool.Manifest.Deadline ?? CallDeadline.Read;
    private readonly long started = time.GetTimestamp();
    private readonly ConcurrentDictionary<(string? Account, string? Profile), Keys> keys = new();

    /// <summary>Runs it.</summary>
    /// <param name="target">Where.</param>
    /// <param name="arguments">The tool's own arguments.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="ToolException">It failed here.</exception>
    public async Task<ToolResult> RunAsync(AwsTarget target, JsonElement arguments, CancellationToken cancellation)
    {
        var account = keys.GetOrAdd((target.Account, target.Profile), _ => new(credentials, target));
        var round = await account.ReadyAsync(0).ConfigureAwait(false);
        try
        {
            return await OnceAsync(target, arguments, cancellation).ConfigureAwait(false);
        }
        // What expired during the call is renewed once for all targets of the account, and what was cut off by it is asked again.
        catch (ToolException e) when (!cancellation.IsCancellationRequested)
        {
            var failure = await explain(e, target, cancellation).ConfigureAwait(false);
            if (failure.Code is not ToolErrorCode.CredentialsExpired) throw failure;
            await account.ReadyAsync(round + 1).ConfigureAwait(false);
            return await OnceAsync(target, arguments, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<ToolResult> OnceAsync(AwsTarget target, JsonElement arguments, CancellationToken cancellation)
    {
        using var entered = credentials.For(target).Enter();
        using var scope = call.Record.Enter(CallScope.Run(call.Tool));
        // Who takes rows as they come waits for none of them; then each request has the time for itself.
        var left = call.Caller.Rows is null ? limit - time.GetElapsedTime(started) : limit;
        if (left <= TimeSpan.Zero) throw AwsErrors.NoAnswer(limit, false);
        try
        {
            return await CallDeadline.RunAsync(left, act: false, time, ct => call.Code.RunAsync(arguments, context(call, target), ct),
                cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not ToolException && !cancellation.IsCancellationRequested
            && AwsErrors.Translate(e, target) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>
    /// The keys of one account: got once before its first target, however many wait for them, and renewed once when they expire.
    /// </summary>
    private sealed class Keys(Credentials credentials, AwsTarget target)
    {
        private readonly Lock gate = new();
        private readonly List<Task> rounds = [];

        public async Task<int> ReadyAsync(int round)
        {
            Task last;
            lock (gate)
            {
                if (rounds.Count <= round) rounds.Add(Task.Run(() => credentials.For(target).FindAsync(inPipeline: false)));
                (last, round) = (rounds[^1], rounds.Count - 1);
            }

            await last.ConfigureAwait(false);
            return round;
        }
    }
}
