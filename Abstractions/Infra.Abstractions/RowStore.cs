using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra;

/// <summary>
/// A module that keeps the rows of list tools as tables. <c>infra inventory</c> hands it those of every enabled list tool; which there are,
/// and what columns they have, follows from the tools.
/// </summary>
public interface IHasRowStore
{
    /// <summary>Opens the store. Called by the commands alone, never at build or at the start of a server.</summary>
    /// <param name="context">The module's settings and its log.</param>
    /// <exception cref="ToolException">It cannot be used here, for example because a library is missing.</exception>
    RowStore OpenRows(ModuleContext context);
}

/// <summary>A table: what a list tool lists, in every account and region that was asked.</summary>
/// <param name="Name">Lower snake case, from the tool's name: <c>ec2_instances</c>.</param>
/// <param name="Row">JSON Schema of a row, as the tool's output has it.</param>
public sealed record RowTable(string Name, JsonElement Row);

/// <summary>What a table lacks, because somebody did not answer.</summary>
/// <param name="Where">The region, or the account where all of it is missing.</param>
/// <param name="Code">As in an answer's <c>missing</c>.</param>
/// <param name="Reason">In a sentence.</param>
public sealed record RowGap(string Where, string Code, string Reason);

/// <summary>A file of the history.</summary>
/// <param name="Name">As it is to be named in a bucket, with slashes: <c>kind=ec2_instances/snapshot_date=2026-05-01/…</c>.</param>
/// <param name="Path">Where it lies on this machine.</param>
public sealed record RowFile(string Name, string Path);

/// <summary>Where rows are kept.</summary>
public abstract class RowStore
{
    /// <summary>Where it is, for a person.</summary>
    public abstract string Place { get; }

    /// <summary>
    /// Where in S3 the history is to be kept as well, for example <c>s3://bucket/inventory</c>; null for this machine alone. The host
    /// sends it there: a store asks nobody.
    /// </summary>
    public virtual string? History => null;

    /// <summary>
    /// Begins a snapshot, or goes on with the last one if it was interrupted and had the same selection.
    /// </summary>
    /// <param name="selection">What is read: tables, accounts and regions, as a text to compare.</param>
    /// <exception cref="ToolException">Another process writes to the store, or it cannot be written to.</exception>
    public abstract RowSnapshot Begin(string selection);

    /// <summary>The definitions of the tables for Amazon Athena, whose files lie at a place in S3 as they lie in the store.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="location">For example <c>s3://bucket/inventory</c>.</param>
    public abstract string AthenaTables(IReadOnlyList<RowTable> tables, string location);
}

/// <summary>The rows of one run: a part for each table and account.</summary>
public abstract class RowSnapshot : IDisposable
{
    /// <summary>When it was begun, which all of its rows carry.</summary>
    public abstract DateTimeOffset Time { get; }

    /// <summary>Whether an interrupted run had begun it.</summary>
    public abstract bool IsResumed { get; }

    /// <summary>Whether a part is kept already, by the run that was interrupted.</summary>
    /// <param name="table">The table's name.</param>
    /// <param name="account">The account, as calls name it.</param>
    public abstract bool Has(string table, string account);

    /// <summary>Begins a part. What is not completed leaves no trace.</summary>
    /// <param name="table">The table.</param>
    /// <param name="account">The account, as calls name it.</param>
    public abstract RowPart Open(RowTable table, string account);

    /// <summary>Begins a part that is about some regions only. Of all others, the rows of before stay in force.</summary>
    /// <param name="table">The table.</param>
    /// <param name="account">The account, as calls name it.</param>
    /// <param name="regions">Those that are asked; null for all that there are.</param>
    public virtual RowPart Open(RowTable table, string account, IReadOnlyList<string>? regions) => Open(table, account);

    /// <summary>The files of the history that were not sent to a place, the oldest first.</summary>
    /// <param name="place">For example <c>s3://bucket/inventory</c>.</param>
    public virtual IReadOnlyList<RowFile> Unsent(string place) => [];

    /// <summary>
    /// Remembers that a file was sent to a place, also if this process is killed. May be called by several threads at once.
    /// </summary>
    /// <param name="place">What <see cref="Unsent"/> was asked for.</param>
    /// <param name="file">One of those.</param>
    public virtual void Sent(string place, RowFile file) { }

    /// <summary>Ends the snapshot: what it holds is what is queried from now on.</summary>
    /// <param name="tables">All tables, also those without rows.</param>
    public abstract void Complete(IReadOnlyList<RowTable> tables);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets another run begin.</summary>
    /// <param name="disposing">Always true.</param>
    protected abstract void Dispose(bool disposing);
}

/// <summary>The rows of one table in one account.</summary>
public abstract class RowPart : IDisposable
{
    /// <summary>Takes rows, in any order.</summary>
    /// <param name="rows">Each with its <c>region</c>.</param>
    public abstract void Add(IReadOnlyList<JsonObject> rows);

    /// <summary>Keeps the part, in place of one that is there: all of it or nothing.</summary>
    /// <param name="gaps">What could not be read; of those regions, or of the whole account, the rows of before stay in force.</param>
    /// <param name="isEmpty">Whether nobody answered.</param>
    public abstract void Complete(IReadOnlyList<RowGap> gaps, bool isEmpty);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Forgets what was not completed.</summary>
    /// <param name="disposing">Always true.</param>
    protected abstract void Dispose(bool disposing);
}
