using System.Net;
using System.Security.Cryptography;
using System.Text;
using Infra.Core.Answers;
using Microsoft.AspNetCore.Http;

namespace Infra.Host.Http.Pages;

/// <summary>How all pages look: one style, no script, nothing from elsewhere.</summary>
internal static class Html
{
    private const string Style = """
        :root { color-scheme: light dark; --ink: #1a2230; --soft: #5b6675; --paper: #f6f7f9; --card: #fff; --line: #dde2e9; --go: #146c43; --stop: #a3262f; --warn: #8a5a00; --loss: #a3262f; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e7ebf0; --soft: #9aa7b6; --paper: #10151c; --card: #19212b; --line: #2d3845; --go: #1f7f50; --stop: #c4434c; --warn: #e0b050; --loss: #f0898f; } }
        * { box-sizing: border-box }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", sans-serif }
        header, main { max-width: 46rem; margin: 0 auto; padding: 1rem }
        header { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; color: var(--soft); font-size: .9rem }
        header strong { color: var(--ink); font-size: 1rem }
        header a { color: inherit }
        h1 { font-size: 1.35rem; line-height: 1.25; margin: 0 0 1rem; overflow-wrap: anywhere }
        section { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem; margin-bottom: 1rem }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1rem; margin: 0 }
        dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
        p { margin: 0; overflow-wrap: anywhere } ul { margin: .75rem 0 0; padding-left: 1.1rem } li { margin-top: .4rem; overflow-wrap: anywhere }
        li::marker { color: var(--soft) } .loss { color: var(--loss); font-weight: 600 }
        form { display: flex; flex-wrap: wrap; gap: .75rem; margin: 0 }
        button { flex: 1 1 10rem; min-height: 3rem; border: 0; border-radius: .6rem; color: #fff; font: 600 1rem/1 inherit; font-family: inherit; cursor: pointer }
        button:focus-visible, a:focus-visible { outline: 3px solid var(--soft); outline-offset: 2px }
        .go { background: var(--go) } .stop { background: var(--stop) } .note { color: var(--soft); font-size: .9rem; margin-bottom: 1rem } .warn { color: var(--warn); font-weight: 600 }
        table { width: 100%; border-collapse: collapse; font-size: .88rem } th, td { text-align: left; padding: .4rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere }
        th { color: var(--soft); font-weight: 500 } td:nth-child(2) { font-weight: 600 } tr:last-child, tr:last-child td { border: 0 }
        @media (max-width: 34rem) { dl { grid-template-columns: 1fr; gap: 0 } dd { margin-bottom: .5rem } table, tbody, tr, td { display: block; width: 100% } thead { display: none } tr { border-bottom: 1px solid var(--line); padding: .5rem 0 } td { border: 0; padding: .1rem 0 } }
        """;

    private static readonly string StyleHash = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'";

    /// <summary>Text for a page: nothing of it is markup, and nothing hides.</summary>
    public static string Text(string? text) => WebUtility.HtmlEncode(Visible.Lines(text ?? ""));

    /// <summary>Writes a page. Browsers may neither keep it, nor frame it, nor load anything for it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="title">Its title and heading.</param>
    /// <param name="body">Its markup.</param>
    /// <param name="status">The status of the answer.</param>
    public static Task WriteAsync(HttpContext context, string title, string body, int status = StatusCodes.Status200OK)
    {
        var response = context.Response;
        (response.StatusCode, response.ContentType) = (status, "text/html; charset=utf-8");
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = $"default-src 'none'; style-src {StyleHash}; form-action 'self'; "
            + "base-uri 'none'; frame-ancestors 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "DENY";
        // With no-referrer a form would come without its origin, too.
        response.Headers["Referrer-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return response.WriteAsync($"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
            <title>{Text(title)} · infra</title><style>{Style}</style></head>
            <body><header><strong>infra</strong> <a href="/journal">Journal</a> <a href="/health">Health</a></header>
            <main><h1>{Text(title)}</h1>
            {body}
            </main></body></html>
            """);
    }

    /// <summary>A plan as the host tells it: a point for each line that begins with a dash. What is lost or warned of stands out.</summary>
    public static string Plan(string plan)
    {
        var lines = plan.Split('\n');
        var points = lines.Where(IsPoint).Select(l => l[2..]).Select(l => $"<li{Class(l)}>{Text(l)}</li>");
        return $"{string.Concat(lines.Where(l => !IsPoint(l)).Select(l => $"<p>{Text(l)}</p>"))}<ul>{string.Concat(points)}</ul>";

        static bool IsPoint(string line) => line.StartsWith("- ", StringComparison.Ordinal);
        static string Class(string line) => line.StartsWith("LOST: ", StringComparison.Ordinal) ? " class=\"loss\""
            : line.StartsWith("WARNING: ", StringComparison.Ordinal) ? " class=\"warn\"" : "";
    }

    /// <summary>Names and values.</summary>
    public static string List(params IEnumerable<(string Name, string? Value)> rows) =>
        $"<dl>{string.Concat(rows.Where(r => !string.IsNullOrEmpty(r.Value)).Select(r => $"<dt>{Text(r.Name)}</dt><dd>{Text(r.Value)}</dd>"))}</dl>";
}
