using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>A new master password of an instance or a cluster, which AWS makes and keeps.</summary>
internal static class MasterPassword
{
    /// <summary>Adds it to what is changed.</summary>
    /// <param name="changes">What else is changed.</param>
    /// <param name="id">Whose password.</param>
    /// <param name="secretArn">Where AWS keeps the present one; null when it does not.</param>
    /// <param name="immediately">Whether the call asked for its changes at once.</param>
    /// <param name="rotate">Asks for a new one.</param>
    /// <param name="manage">Asks for the first one that AWS keeps.</param>
    /// <exception cref="ToolException">RDS would not do it in the maintenance window.</exception>
    public static void Add<TRequest>(SettingChanges<TRequest> changes, string id, string? secretArn, bool immediately,
        Action<TRequest> rotate, Action<TRequest> manage)
    {
        // Applying at once takes all that is pending along, so nobody but the caller may choose it.
        if (secretArn is not null && !immediately)
            throw ToolException.InvalidInput("AWS replaces a managed password only at once.",
                "Pass applyImmediately: true; dryRun shows what else that applies.");
        changes.Add(new PlanChange(ChangeKind.Change, id)
        {
            Property = "master login",
            From = secretArn ?? "not kept by AWS",
            To = "a new one in Secrets Manager",
            Note = "at once; the present one stops working",
        }, secretArn is not null ? rotate : manage);
    }
}
