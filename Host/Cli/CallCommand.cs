using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Core.Answers;
using Infra.Core.Calls;
using Infra.Core.Settings;

namespace Infra.Host.Cli;

/// <summary><c>infra call</c>: a tool from the command line, with the same checks, guard and journal as over MCP.</summary>
internal static class CallCommand
{
    private const string Client = "infra call";

    /// <param name="tool">The tool's name.</param>
    /// <param name="arguments">A JSON object, or name=value pairs; a value that is JSON is taken as JSON.</param>
    public static async Task<int> RunAsync(Overrides flags, string tool, string[] arguments, CancellationToken cancellation)
    {
        using var services = Services.Create(flags);
        var given = Parse(arguments);
        var caller = new Caller(Client) { CanAsk = Terminal.IsInteractive, Progress = p => Terminal.Complain(Visible.Line(p.Message)) };
        try
        {
            var answer = await services.Calls.CallAsync(tool, Element(given), caller, cancellation).ConfigureAwait(false);
            if (answer.Json["confirm"]?.GetValue<string>() is { } code && Terminal.IsInteractive)
            {
                Terminal.Print(answer.Json["plan"]!);
                if (!Terminal.Ask("This is the plan.")) return 1;
                given["confirm"] = code;
                answer = await services.Calls.CallAsync(tool, Element(given), caller with { Agreed = true, Code = code }, cancellation).ConfigureAwait(false);
            }

            Terminal.Print(answer.Json);
            return answer.IsError ? 1 : 0;
        }
        catch (OperationCanceledException)
        {
            Terminal.Complain("cancelled; what was already sent to AWS stays done. 'infra journal' shows it.");
            return 130;
        }
    }

    /// <exception cref="SettingsException">They are neither.</exception>
    internal static JsonObject Parse(string[] arguments)
    {
        if (arguments is [var only] && only.TrimStart().StartsWith('{'))
        {
            try
            {
                return JsonNode.Parse(only)!.AsObject();
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                throw new SettingsException($"The arguments are not a JSON object: {e.Message}");
            }
        }

        var given = new JsonObject();
        foreach (var argument in arguments)
        {
            if (argument.Split('=', 2) is not [{ Length: > 0 } name, var value])
                throw new SettingsException($"'{argument}' is not name=value. Give arguments as name=value, or all of them as one JSON object.");
            given[name] = Value(value);
        }

        return given;
    }

    private static JsonNode? Value(string text)
    {
        // Only lists and objects: the check of the arguments turns text into numbers and switches where a tool wants them.
        if (text is not (['[', ..] or ['{', ..])) return text;
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static JsonElement Element(JsonObject arguments) => JsonSerializer.SerializeToElement(arguments, HostJson.Default.JsonObject);
}
