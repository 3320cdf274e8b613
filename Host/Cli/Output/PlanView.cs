using System.Text.Json.Nodes;
using Infra.Core.Answers;

namespace Infra.Host.Cli.Output;

/// <summary>A plan for a person: what comes, changes and goes, a line each.</summary>
internal static class PlanView
{
    private const string Reset = "\u001b[0m";
    private const int Hanging = 2, LeastWidth = 20;

    private static string Named(JsonObject resource)
    {
        var (id, name) = (resource["id"]!.GetValue<string>(), resource["name"]?.GetValue<string>());
        return name is null || name == id ? id : $"{id} ({name})";
    }

    public static void Print(JsonObject plan, TextWriter to, Screen screen)
    {
        Status.Clear();
        Line(plan["summary"]!.GetValue<string>(), "\u001b[1m");
        var changes = Objects("changes").ToList();
        foreach (var change in changes)
        {
            var (sign, code) = change["kind"]!.GetValue<string>() switch
            {
                "create" => ("+", "\u001b[32m"),
                "change" => ("~", "\u001b[33m"),
                "replace" => ("±", "\u001b[31m"),
                "delete" => ("-", "\u001b[31m"),
                "lose" => ("-", "\u001b[31;1m"),
                _ => (" ", ""),
            };
            Line($"  {sign} {PlanText.Line(change)}", code);
        }

        if (changes.All(c => c["kind"]!.GetValue<string>() is "none")) Line("  Nothing changes.", "");
        foreach (var warning in Texts("warnings")) Line($"  ! {warning}", "\u001b[33m");
        foreach (var obstacle in Texts("obstacles")) Line($"  AWS will refuse this: {obstacle}", "\u001b[31m");
        foreach (var unknown in Texts("unknown")) Line($"  ? not known: {unknown}", "");
        foreach (var resource in Objects("resources"))
            Line($"  Now: {Named(resource)}: {resource["state"]}", "");
        if (plan["undo"] is JsonObject undo)
            Line($"  To take it back: infra call {undo["tool"]} --json '{Core.HostJson.Text(undo["arguments"]!)}'", "", isWhole: true);
        if (plan["noUndo"] is { } why) Line($"  This cannot be taken back: {why}", "");
        if (plan["permissions"] is { } permissions) Line($"  {permissions}", "");

        IEnumerable<JsonObject> Objects(string name) => (plan[name] as JsonArray ?? []).OfType<JsonObject>();
        IEnumerable<string> Texts(string name) => (plan[name] as JsonArray ?? []).Select(t => t!.GetValue<string>());

        // A command is copied, and stays in one piece.
        void Line(string text, string code, bool isWhole = false)
        {
            text = Visible.Line(text);
            var margin = text.Length - text.TrimStart().Length;
            var lines = isWhole || screen.IsEndless ? [text] : Fitted.Lines(text, Math.Max(screen.Width - margin - Hanging, LeastWidth));
            foreach (var (i, line) in lines.Index())
            {
                var shown = i == 0 ? line : new string(' ', margin + Hanging) + line;
                to.WriteLine(screen.HasColour && code.Length > 0 ? $"{code}{shown}{Reset}" : shown);
            }
        }
    }
}
