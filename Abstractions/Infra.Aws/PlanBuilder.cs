using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace Infra.Aws;

/// <summary>Puts a <see cref="ToolPlan"/> together.</summary>
/// <param name="summary">One sentence: the act and how much it touches.</param>
public sealed class PlanBuilder(string summary)
{
    private readonly List<PlanChange> changes = [];
    private readonly List<string> warnings = [];
    private readonly List<string> unknown = [];
    private readonly List<string> obstacles = [];
    private readonly List<PlannedResource> resources = [];
    private ToolCall? undo;
    private string? noUndo;

    /// <summary>Names existing resources that the act touches.</summary>
    /// <param name="touched">As they are now.</param>
    public PlanBuilder Touch(params IEnumerable<PlannedResource> touched)
    {
        resources.AddRange(touched);
        return this;
    }

    /// <summary>One property gets another value. The same value is told as unchanged.</summary>
    /// <param name="resource">Whose, as a person recognises it: <c>i-0abc (web)</c>.</param>
    /// <param name="property">Which, in plain words: <c>instance type</c>.</param>
    /// <param name="from">The present value; see <see cref="Text"/>.</param>
    /// <param name="to">The value afterwards.</param>
    /// <param name="note">When it takes effect, what it costs, what depends on it.</param>
    public PlanBuilder Change(string resource, string property, object? from, object? to, string? note = null)
    {
        var (now, then) = (Text(from), Text(to));
        return Add(new PlanChange(now == then ? ChangeKind.None : ChangeKind.Change, resource)
        {
            Property = property,
            From = now,
            To = then,
            Note = now == then ? null : note,
        });
    }

    /// <summary>Something comes into being.</summary>
    /// <param name="resource">What: <c>volume of 100 GiB gp3 in eu-west-1a</c>.</param>
    /// <param name="note">What to know about it.</param>
    public PlanBuilder Create(string resource, string? note = null) => Add(new PlanChange(ChangeKind.Create, resource) { Note = note });

    /// <summary>A property of something that is created.</summary>
    /// <param name="resource">What is created.</param>
    /// <param name="property">Which of its properties, in plain words.</param>
    /// <param name="value">Its value; see <see cref="Text"/>.</param>
    /// <param name="note">What to know about it.</param>
    public PlanBuilder Create(string resource, string property, object? value, string? note = null) =>
        Add(new PlanChange(ChangeKind.Create, resource) { Property = property, To = Text(value), Note = note });

    /// <summary>Something is deleted and made anew.</summary>
    /// <param name="resource">What.</param>
    /// <param name="note">What to know about it.</param>
    public PlanBuilder Replace(string resource, string? note = null) => Add(new PlanChange(ChangeKind.Replace, resource) { Note = note });

    /// <summary>Something is gone afterwards.</summary>
    /// <param name="resource">What.</param>
    /// <param name="note">What to know about it.</param>
    public PlanBuilder Delete(string resource, string? note = null) => Add(new PlanChange(ChangeKind.Delete, resource) { Note = note });

    /// <summary>Data or access goes that nothing brings back.</summary>
    /// <param name="what">What: <c>the data of vol-0abc (no snapshot exists)</c>.</param>
    /// <param name="note">What to know about it.</param>
    public PlanBuilder Lose(string what, string? note = null) => Add(new PlanChange(ChangeKind.Lose, what) { Note = note });

    /// <summary>Something that a person might fear for, and that stays.</summary>
    /// <param name="resource">What.</param>
    /// <param name="note">Why it stays.</param>
    public PlanBuilder Keep(string resource, string? note = null) => Add(new PlanChange(ChangeKind.None, resource) { Note = note });

    /// <summary>A change made elsewhere.</summary>
    /// <param name="change">The change.</param>
    public PlanBuilder Add(PlanChange change)
    {
        changes.Add(change);
        return this;
    }

    /// <summary>Changes made elsewhere.</summary>
    /// <param name="more">The changes.</param>
    public PlanBuilder Add(IEnumerable<PlanChange> more)
    {
        changes.AddRange(more);
        return this;
    }

    /// <summary>What the person who decides must know besides.</summary>
    /// <param name="warning">A sentence; null for none.</param>
    public PlanBuilder Warn(string? warning)
    {
        if (warning is not null) warnings.Add(warning);
        return this;
    }

    /// <summary>What could not be determined.</summary>
    /// <param name="what">A sentence with the reason, or those of an <see cref="Unknowns"/>.</param>
    public PlanBuilder Unknown(params IEnumerable<string> what)
    {
        unknown.AddRange(what);
        return this;
    }

    /// <summary>Why AWS will refuse the act as things stand.</summary>
    /// <param name="why">A sentence with what to do first; null for nothing.</param>
    public PlanBuilder Obstacle(string? why)
    {
        if (why is not null) obstacles.Add(why);
        return this;
    }

    /// <summary>The call that would take the act back.</summary>
    /// <param name="tool">Its full name.</param>
    /// <param name="arguments">Its arguments: an anonymous object with the tool's own argument names.</param>
    public PlanBuilder Undo(string tool, object arguments)
    {
        undo = new(tool, JsonSerializer.SerializeToElement(arguments, JsonSerializerOptions.Web));
        return this;
    }

    /// <summary>Why the act cannot be taken back.</summary>
    /// <param name="why">A sentence.</param>
    public PlanBuilder NoUndo(string why)
    {
        noUndo = why;
        return this;
    }

    /// <summary>The plan.</summary>
    public ToolPlan Build() => new(summary)
    {
        Changes = [.. changes],
        Warnings = [.. warnings],
        Unknown = [.. unknown],
        Obstacles = [.. obstacles],
        Resources = [.. resources],
        Undo = undo,
        NoUndo = noUndo,
    };

    /// <summary>
    /// A value as plans show it: nothing as <c>none</c>, booleans as <c>on</c> and <c>off</c>, times in UTC, lists in the order of
    /// their texts, since AWS returns most in no order. Pass a joined text where the order matters, as for layers of a function.
    /// </summary>
    /// <param name="value">The value.</param>
    public static string Text(object? value) => value switch
    {
        null or "" => "none",
        string text => text,
        bool on => on ? "on" : "off",
        DateTime time => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture),
        IEnumerable list => string.Join(", ", list.Cast<object?>().Select(Text).Order(StringComparer.Ordinal)) is { Length: > 0 } joined
            ? joined : "none",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : "none",
    };

    /// <summary>The first lines of many, and how many are left out.</summary>
    /// <param name="lines">All of them, in their order.</param>
    /// <param name="most">Most that are shown.</param>
    /// <param name="what">The plural of what they are.</param>
    public static IEnumerable<string> Some(IReadOnlyCollection<string> lines, int most = 20, string what = "more") =>
        lines.Count <= most ? lines : lines.Take(most).Append($"and {lines.Count - most} {(what is "more" ? what : $"more {what}")}");
}
