using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Core.Answers;
using Infra.Core.Calls;
using Infra.Core.Settings;
using Infra.Host.Cli.Output;
using Infra.Host.Cli.Words;

namespace Infra.Host.Cli;

/// <summary><c>infra call</c>: a tool from the command line, with the same checks, guard and journal as over MCP.</summary>
internal static class CallCommand
{
    private const string Client = "infra call";

    /// <param name="tool">The tool's name.</param>
    /// <param name="json">The arguments as a JSON object, a file's or standard input's; null for none.</param>
    /// <param name="arguments">A JSON object, or name=value pairs, which lie over <paramref name="json"/>; the tool's schema says what a
    /// value is.</param>
    public static async Task<int> RunAsync(SwitchValues flags, string tool, string? json, string[] arguments,
        CancellationToken cancellation)
    {
        using var services = Services.Create(flags);
        var given = json is null ? [] : ToolCommand.Whole(json);
        foreach (var (name, value) in Parse(arguments, services.Catalog.Find(tool)?.InputSchema)) given[name] = value?.DeepClone();
        using var status = new Status(tool);
        var caller = new Caller(Client) { CanAsk = Terminal.IsInteractive, Progress = p => status.Tell(p.Message) };
        try
        {
            var answer = await services.Calls.CallAsync(tool, Element(given), caller, cancellation).ConfigureAwait(false);
            if (answer.Json["confirm"]?.GetValue<string>() is { } code && Terminal.IsInteractive)
            {
                var plan = answer.Json["plan"]!.AsObject();
                PlanView.Print(plan, Console.Error, Screen.Questions);
                if (!await Agreement.AskAsync(plan, services.Catalog.Find(tool)!.Kind, cancellation).ConfigureAwait(false))
                    return ExitCode.Refused;
                given["confirm"] = code;
                answer = await services.Calls.CallAsync(tool, Element(given), caller with { Agreed = true, Code = code }, cancellation)
                    .ConfigureAwait(false);
            }

            Status.Clear();
            Terminal.Print(answer.Json);
            return answer.Failure is { } failure ? ExitCode.Of(failure) : answer.Json["missing"] is JsonArray { Count: > 0 }
                ? ExitCode.Incomplete : ExitCode.Ok;
        }
        catch (CallInterruptedException e)
        {
            Terminal.Complain(ToolRunner.Interrupted(e));
            return ExitCode.Interrupted;
        }
    }

    /// <exception cref="SettingsException">They are neither.</exception>
    /// <param name="arguments">As typed.</param>
    /// <param name="schema">The tool's input schema; null if there is no such tool.</param>
    internal static JsonObject Parse(string[] arguments, JsonElement? schema)
    {
        if (arguments is [var only] && only.TrimStart().StartsWith('{'))
            return TypedJson.Parse("The argument", only)!.AsObject();

        var given = new JsonObject();
        foreach (var argument in arguments)
        {
            if (argument.Split('=', 2) is not [{ Length: > 0 } name, var value])
                throw new SettingsException(argument.StartsWith("--", StringComparison.Ordinal)
                    ? $"'{argument}' is no option of infra call, which takes a tool's arguments as name=value: {argument.TrimStart('-')}=…"
                    : $"'{argument}' is not name=value. Give arguments as name=value, or all of them as one JSON object.");
            if (!given.TryAdd(name, Value(value, name, schema)))
                throw new SettingsException($"'{name}' is given twice. A list has commas in one value: {name}=a,b");
        }

        return given;
    }

    // A value stays as it was typed, to the byte: the check of the arguments makes numbers, lists and objects of it where the tool wants
    // them. Only where it takes any JSON does the text have to say which.
    private static JsonNode? Value(string text, string name, JsonElement? schema)
    {
        var takesAny = schema?.TryGetProperty("properties", out var properties) is true && properties.TryGetProperty(name, out var its)
            && !its.TryGetProperty("type", out _);
        if (!takesAny || text.TrimStart() is not ['[' or '{', ..]) return text;
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
