using Amazon.Runtime;
using Infra.Core.Policy;

namespace Infra.Core.Safety;

/// <summary>An act as EC2's DryRun: each write is sent as the question whether it would be permitted.</summary>
internal static class Rehearsal
{
    /// <summary>EC2's error code for "this would have succeeded".</summary>
    public const string Permitted = "DryRunOperation";

    private const string Denied = "UnauthorizedOperation";

    /// <summary>Makes the question of a request; false when it cannot be one.</summary>
    /// <remarks>Only AWS itself can be relied on: an emulator or a lookalike may not know DryRun, and would act.</remarks>
    public static bool Ask(IRequestContext context)
    {
        var request = context.OriginalRequest;
        if (context.ServiceMetaData.ServiceId is not "EC2" || context.ClientConfig.ServiceURL is not null
            || request.GetType().GetProperty("DryRun") is not { CanWrite: true } property
            || property.PropertyType != typeof(bool?)) return false;
        property.SetValue(request, true);
        return true;
    }

    public static bool HasAsked(CallScope scope) => scope.Requests.Any(r => r.Outcome is Permitted or Denied);

    /// <summary>
    /// What EC2 said, by operation, and which of the writes that the tool declares were not asked: DryRun speaks of one request, not
    /// of the whole act. Null when nothing was asked.
    /// </summary>
    public static string? Sentence(CallScope scope)
    {
        var asked = scope.Requests.Where(r => r.Outcome is Permitted or Denied).ToList();
        if (asked.Count == 0) return null;

        var denied = Names(asked.Where(r => r.Outcome is Denied).Select(r => r.Operation));
        var permitted = Names(asked.Where(r => r.Outcome is Permitted).Select(r => r.Operation).Except(denied));
        List<string> sentences = [];
        if (permitted.Count > 0) sentences.Add($"EC2's DryRun says that the caller is permitted {string.Join(", ", permitted)}.");
        if (denied.Count > 0) sentences.Add($"EC2's DryRun says that the caller is not permitted {string.Join(", ", denied)}.");
        var open = Names(scope.Actions.Select(a => IamAction.Parse(a).Name).Where(a => a.StartsWith("ec2:", StringComparison.Ordinal))
            .Select(a => a["ec2:".Length..])
            .Where(o => !AwsOperations.IsRead("EC2", o)).Except(asked.Select(r => r.Operation)));
        if (open.Count > 0) sentences.Add($"Not asked: {string.Join(", ", open)}.");
        return string.Join(" ", sentences);
    }

    private static List<string> Names(IEnumerable<string> operations) => [.. operations.Distinct()];
}
