namespace Infra.Aws;

/// <summary>
/// Reads that may fail alone: one missing permission, or an operation that an endpoint does not offer, must not fail a whole answer.
/// What could not be read is said in <see cref="Notes"/>.
/// </summary>
/// <param name="target">Where the requests go, for the reason.</param>
public sealed class Unknowns(AwsTarget target)
{
    private readonly Lock gate = new();
    private readonly List<string> notes = [];

    /// <summary>A sentence for each part that is not known, in a fixed order.</summary>
    public IReadOnlyList<string> Notes
    {
        get
        {
            lock (gate) return [.. notes.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>The notes as one text; null when all is known.</summary>
    public string? Note => Notes is { Count: > 0 } all ? string.Join(" ", all) : null;

    /// <summary>Reads a part of an answer.</summary>
    /// <param name="what">The part, at the start of a sentence: <c>The policies</c>.</param>
    /// <param name="read">The request.</param>
    /// <returns>Null, with a note, when AWS denied it, does not offer it here or could not answer. Other failures are thrown.</returns>
    public async Task<T?> TryAsync<T>(string what, Func<Task<T>> read) where T : class?
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception e) when (AwsErrors.Translate(e, target) is
        { Code: ToolErrorCode.AccessDenied or ToolErrorCode.NotSupported or ToolErrorCode.Unavailable or ToolErrorCode.Throttled } failure)
        {
            lock (gate) notes.Add($"{what}: not known ({failure.AwsErrorCode ?? failure.Code.ToString()}).");
            return null;
        }
    }

    /// <summary>Looks for what may not be there.</summary>
    /// <param name="what">What, with its article: <c>a policy read-s3</c>.</param>
    /// <param name="find">The request.</param>
    /// <returns>Null when there is none, and, with a note, when that is not known. Other failures are thrown.</returns>
    public async Task<T?> FindAsync<T>(string what, Func<Task<T>> find) where T : class?
    {
        try
        {
            return await TryAsync($"Whether there is {what}", find).ConfigureAwait(false);
        }
        catch (Exception e) when (AwsErrors.Translate(e, target) is { Code: ToolErrorCode.NotFound })
        {
            return null;
        }
    }
}
