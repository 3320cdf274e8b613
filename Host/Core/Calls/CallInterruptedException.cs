using Infra.Core.Safety;

namespace Infra.Core.Calls;

/// <summary>A call was cancelled by its caller; with what can be said of how far it was.</summary>
/// <param name="steps">What the tool reported as done.</param>
/// <param name="record">The requests of the call.</param>
/// <param name="cancellation">What cancelled it.</param>
internal sealed class CallInterruptedException(IReadOnlyList<ToolStep> steps, CallRecord record, CancellationToken cancellation)
    : OperationCanceledException("The call was cancelled.", cancellation)
{
    /// <summary>What is done: as the tool reported it, or else the requests that were answered.</summary>
    public IReadOnlyList<string> Done { get; } = steps.Count > 0
        ? [.. steps.Select(s => Redactor.Clean(s.What))] : Writes(record, r => r.Outcome is "ok");

    /// <summary>The requests that write and whose answer had not come.</summary>
    public IReadOnlyList<string> UnderWay { get; } = Writes(record, r => r.Outcome is null or "cancelled" && r.Sendings > 0);

    private static IReadOnlyList<string> Writes(CallRecord record, Func<AwsRequest, bool> which) =>
        [.. record.Requests.Where(r => r.By is null && which(r) && !AwsOperations.IsRead(r.Service, r.Operation))
            .Select(r => $"{r.Service} {r.Operation}")];
}
