using System.Globalization;
using System.Text.Json;
using Infra.Core;
using Infra.Core.Calls;
using Infra.Core.Catalog;
using Infra.Core.Journal;
using Infra.Core.Safety;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Infra.Host.Http.Pages;

/// <summary>The pages for people: a plan to approve or decline, the journal, the server's health.</summary>
internal sealed class Site(Services services, People people, DateTimeOffset started)
{
    private const int MostEntries = 200;

    public static string PathOf(string code) => $"/approve/{code}";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/approve/{code}", (HttpContext context, string code) => ShowAsync(context, code));
        app.MapPost("/approve/{code}", (HttpContext context, string code) => AnswerAsync(context, code));
        app.MapGet("/journal", JournalAsync);
        app.MapGet("/health", HealthAsync);
    }

    private async Task ShowAsync(HttpContext context, string code)
    {
        if (await people.WhoAsync(context, code).ConfigureAwait(false) is not { } who
            || await FindAsync(context, code, who).ConfigureAwait(false) is not { } plan) return;
        var form = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        var minutes = Math.Max(1, (int)(plan.Expires - DateTimeOffset.UtcNow).TotalMinutes);
        var asks = plan.User is null ? plan.Client : $"{plan.User}, with {plan.Client}";
        await Html.WriteAsync(context, "Shall this be done?", $"""
            <section>{Html.List(("Tool", plan.Tool), ("AWS account", plan.Account), ("Asked by", asks), ("You are", who.Name), ("Code", code), ("Waits", $"{minutes} more minute{(minutes == 1 ? "" : "s")}"))}</section>
            <section>{Html.Plan(plan.Plan)}</section>
            <section><form method="post" action="{PathOf(code)}">
            <input type="hidden" name="{Html.Text(form.FormFieldName)}" value="{Html.Text(form.RequestToken)}">
            <button class="go" name="answer" value="approve">Approve</button>
            <button class="stop" name="answer" value="decline">Decline</button>
            </form></section>
            <p class="note">It is done only when the assistant makes the same call again, and only if the plan is still the same then.</p>
            """).ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpContext context, string code)
    {
        if (await people.WhoAsync(context).ConfigureAwait(false) is not { } who) return;
        if (!await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context).ConfigureAwait(false))
        {
            await SayAsync(context, "This did not come from the page", "Open the link again, and answer there.",
                StatusCodes.Status400BadRequest).ConfigureAwait(false);
            return;
        }

        if (await FindAsync(context, code, who).ConfigureAwait(false) is not { } plan) return;
        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        if (form["answer"] is not ["approve" or "decline"])
        {
            await SayAsync(context, "Neither yes nor no", "Choose one of the two buttons.", StatusCodes.Status400BadRequest)
                .ConfigureAwait(false);
            return;
        }

        var yes = form["answer"] == "approve";
        if (!await services.Approvals.AnswerAsync(code, yes, plan.Expires, context.RequestAborted).ConfigureAwait(false))
        {
            await SayAsync(context, "Somebody answered before", "An answer is given once.", StatusCodes.Status409Conflict)
                .ConfigureAwait(false);
            return;
        }

        await services.Journal.WriteAsync(new()
        {
            ["event"] = yes ? "approved" : "declined",
            ["tool"] = plan.Tool,
            ["code"] = code,
            ["user"] = who.Name,
            ["client"] = plan.Client
        }, durable: true).ConfigureAwait(false);
        await SayAsync(context, yes ? "Approved" : "Declined", yes ? "Let the assistant make the call again." : "Nothing is changed.")
            .ConfigureAwait(false);
    }

    // Null when the answer was already given. Who may not do a thing may not let an assistant do it.
    private async Task<WaitingPlan?> FindAsync(HttpContext context, string code, Grant who)
    {
        WaitingPlan? plan = null;
        try
        {
            plan = await services.Approvals.FindAsync(code, context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or ToolException)
        {
            await SayAsync(context, "The plan cannot be read", e.Message, StatusCodes.Status503ServiceUnavailable).ConfigureAwait(false);
            return null;
        }

        if (plan is null || plan.Expires <= DateTimeOffset.UtcNow)
            await SayAsync(context, "No plan waits here", "It may have expired, or been answered and done. Let the assistant plan again.",
                StatusCodes.Status404NotFound).ConfigureAwait(false);
        else if (!Sees(who, plan.Tool, plan.Where))
            await SayAsync(context, "This is not yours to approve", $"You signed in as {who.Name}, who may not use {plan.Tool}"
                + (plan.Where is null ? "." : $" in {plan.Where}."), StatusCodes.Status403Forbidden).ConfigureAwait(false);
        else return plan;
        return null;
    }

    private async Task JournalAsync(HttpContext context)
    {
        if (await people.WhoAsync(context).ConfigureAwait(false) is not { } who) return;
        var entries = JournalReader.Read(services.Journal.Folder, _ => { })
            .Where(e => Text(e.Entry, "event") is not "begin" && Text(e.Entry, "tool") is { } tool
                && Places(e.Entry).All(where => Sees(who, tool, where)))
            .TakeLast(MostEntries).Reverse().ToList();
        var rows = string.Concat(entries.Select(e =>
            $"<tr>{string.Concat(Cells(e.Entry).Select(text => $"<td>{Html.Text(text)}</td>"))}</tr>"));
        await Html.WriteAsync(context, "Journal", rows.Length == 0 ? "<section><p>Nothing yet.</p></section>"
            : $"<section><table><thead><tr><th>Time</th><th>Tool</th><th>Outcome</th><th>Who</th><th>What</th></tr></thead><tbody>{rows}</tbody></table></section><p class=\"note\">The newest entries of this server about tools that you may use, {MostEntries} at most.</p>").ConfigureAwait(false);
    }

    private async Task HealthAsync(HttpContext context)
    {
        if (await people.WhoAsync(context).ConfigureAwait(false) is not { } who) return;
        var catalog = services.Catalog.For(who);
        var up = DateTimeOffset.UtcNow - started;
        var problems = string.Concat(services.Catalog.Problems.Select(p => $"<p class=\"warn\">{Html.Text(p)}</p>"));
        await Html.WriteAsync(context, "Health", $"""
            <section>{Html.List(
                ("Version", HostView.Version), ("Up", Duration(up)), ("Mode", PluginCatalog.Word(catalog.Settings.Mode)),
                ("Modules", string.Join(", ", catalog.Modules.Select(m => m.Name))), ("Tools", catalog.Offered.Count.ToString(CultureInfo.InvariantCulture)),
                ("Memory", $"{Environment.WorkingSet / 1_048_576} MB"), ("Shared state", services.Settings.State.Table ?? "none: this server is alone"))}</section>{problems}
            """).ConfigureAwait(false);
    }

    private bool Sees(Grant who, string tool, string? where) =>
        services.Catalog.For(who).Find(tool) is { Refusal: null } its && who.Reaches(its, where);

    // Where a call went: several accounts, or one by its name or profile; null where the entry does not say.
    private static IEnumerable<string?> Places(JsonElement entry) =>
        entry.TryGetProperty("accounts", out var all) && all.ValueKind is JsonValueKind.Array
            ? all.EnumerateArray().Select(a => a.GetString()) : [Text(entry, "accountName") ?? Text(entry, "profile")];

    private static string?[] Cells(JsonElement entry) =>
        [Text(entry, "time"), Text(entry, "tool"), Text(entry, "outcome") ?? Text(entry, "event"),
            Text(entry, "user") ?? Text(entry, "client"), Text(entry, "plan") ?? Text(entry, "reason")];

    private static string Duration(TimeSpan up) => string.Create(CultureInfo.InvariantCulture,
        $"{(up.Days > 0 ? $"{up.Days} d " : "")}{(up.TotalHours >= 1 ? $"{up.Hours} h " : "")}{up.Minutes} min");

    private static Task SayAsync(HttpContext context, string title, string text, int status = StatusCodes.Status200OK) =>
        Html.WriteAsync(context, title, $"<section><p>{Html.Text(text)}</p></section>", status);

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
