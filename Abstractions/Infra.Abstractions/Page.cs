using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Infra;

/// <summary>Input of every tool that lists.</summary>
public abstract record PageInput
{
    /// <summary>Most items to return, 1 to 500.</summary>
    [Description("Most items."), Range(1, 500)]
    public int Limit { get; init; } = 50;

    /// <summary>Where to go on: the paging token of the AWS operation, or whatever the tool gave as <c>NextCursor</c>.</summary>
    [Description("Last nextCursor.")]
    public string? Cursor { get; init; }
}

/// <summary>
/// Output of every tool that lists. A tool may return more items than the limit (AWS has minimum page sizes, and some operations
/// do not page at all): the host cuts the page to the limit and to the size of an answer, and makes a cursor that goes on there.
/// </summary>
/// <param name="Items">The rows.</param>
/// <param name="NextCursor">Given when there is more.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor = null)
{
    /// <summary>True when nothing is left to read after these items.</summary>
    public bool Complete => string.IsNullOrEmpty(NextCursor);

    /// <summary>What the caller should know about this page, for example what could not be read.</summary>
    public string? Note { get; init; }
}
