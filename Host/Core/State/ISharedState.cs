namespace Infra.Core.State;

/// <summary>
/// What the servers of one service share: short texts under keys, each replaced only while it is what it was. On that alone stand codes
/// that
/// work once, approvals and budgets; and a journal that is written for all of them.
/// </summary>
internal interface ISharedState
{
    /// <summary>The text under a key; null when there is none, or it has expired. It is never older than the last swap.</summary>
    /// <exception cref="ToolException">The state cannot be reached.</exception>
    Task<string?> FindAsync(string key, CancellationToken cancellation);

    /// <summary>Puts a text under a key, if what is there is what the caller thinks. Of many that try at once, one succeeds.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expected">What is there; null for nothing.</param>
    /// <param name="next">What is to be there; null for nothing.</param>
    /// <param name="expires">When it is forgotten.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Whether it was.</returns>
    /// <exception cref="ToolException">The state cannot be reached.</exception>
    Task<bool> SwapAsync(string key, string? expected, string? next, DateTimeOffset expires, CancellationToken cancellation);
}

/// <summary>The journal that all servers of one service write to, besides the files of each.</summary>
internal interface ISharedJournal
{
    /// <summary>Adds a line; it is kept when this is done.</summary>
    /// <param name="line">The entry.</param>
    /// <param name="at">Its time.</param>
    /// <param name="expires">When it may be forgotten.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ToolException">It cannot be reached.</exception>
    Task AppendAsync(string line, DateTimeOffset at, DateTimeOffset expires, CancellationToken cancellation);
}
