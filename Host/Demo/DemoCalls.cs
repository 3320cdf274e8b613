using System.Diagnostics;
using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Core.Answers;
using Infra.Host.Cli;

namespace Infra.Host.Demo;

/// <summary>Calls of the demo, told as they are made.</summary>
/// <param name="server">The server that an assistant would have.</param>
internal sealed class DemoCalls(DemoServer server)
{
    private const int MostText = 220;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    // AWS is of one mind after a few seconds, most often after one.
    private static readonly TimeSpan Spreads = TimeSpan.FromSeconds(20);

    /// <summary>Calls a tool that must work.</summary>
    /// <exception cref="DemoException">It did not.</exception>
    public async Task<JsonObject> CallAsync(string tool, JsonObject arguments, CancellationToken ct)
    {
        Terminal.Print($"  → {tool} {HostJson.Text(arguments)}");
        return await QuietlyAsync(tool, arguments, ct).ConfigureAwait(false);
    }

    /// <summary>The same without a word.</summary>
    /// <exception cref="DemoException">It did not.</exception>
    public async Task<JsonObject> QuietlyAsync(string tool, JsonObject arguments, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var (json, isError) = await server.CallAsync(tool, arguments, ct).ConfigureAwait(false);
            if (!isError) return json;
            // What was made a moment ago is not known everywhere yet, and Route 53 takes five requests a second of an account.
            if (CodeOf(json) is not ("NotFound" or "Throttled") || Stopwatch.GetElapsedTime(started) > Spreads) throw Failed(tool, json);
            await Task.Delay(Pause, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Plans and carries out something destructive, again and again while something else still stands in its way.</summary>
    /// <param name="isThere">Whether the thing is known to be there, whatever AWS says at first.</param>
    /// <param name="planned">Is given the plan, once.</param>
    /// <returns>False when the thing was not there.</returns>
    /// <exception cref="DemoException">AWS says no.</exception>
    public async Task<bool> DestroyAsync(string tool, JsonObject arguments, bool isThere, Action<JsonObject>? planned, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var (answer, _) = await server.CallAsync(tool, arguments, ct).ConfigureAwait(false);
            if (answer["plan"] is not null)
            {
                planned?.Invoke(answer);
                planned = null;
                if (answer["confirm"]?.GetValue<string>() is { } code)
                    (answer, _) = await server.CallAsync(tool, With(arguments, "confirm", code), ct).ConfigureAwait(false);
            }

            switch (CodeOf(answer))
            {
                case null when answer["result"] is not null:
                    return true;
                case "NotFound" when !isThere || Stopwatch.GetElapsedTime(started) > Spreads:
                    return false;
                case null or "Conflict" or "NotFound" or "Throttled":
                    // Something still goes away behind it, such as a machine's network interface; the plan changed under our hands; or AWS
                    // wants to be asked less often.
                    await Task.Delay(Pause, ct).ConfigureAwait(false);
                    continue;
                default:
                    throw Failed(tool, answer);
            }
        }
    }

    /// <summary>What came back, or the beginning of it.</summary>
    public static void Show(JsonObject answer)
    {
        var text = HostJson.Text(answer);
        Terminal.Print($"  ← {(text.Length <= MostText ? text : $"{text[..MostText]} … ({text.Length} characters)")}");
    }

    /// <summary>A plan, line by line.</summary>
    public static void ShowPlan(JsonObject answer)
    {
        Terminal.Print($"  plan: {answer["plan"]!["summary"]}");
        foreach (var change in answer["plan"]!["changes"]!.AsArray()) Terminal.Print($"    - {PlanText.Line(change!.AsObject())}");
        foreach (var warning in answer["plan"]!["warnings"]?.AsArray() ?? []) Terminal.Print($"    - WARNING: {warning}");
        if (answer["plan"]!["permissions"] is { } permissions) Terminal.Print($"    {permissions}");
    }

    public static JsonObject With(JsonObject arguments, string name, JsonNode value)
    {
        var copy = arguments.DeepClone().AsObject();
        copy[name] = value;
        return copy;
    }

    private static string? CodeOf(JsonObject answer) => answer["error"]?["code"]?.GetValue<string>();

    private static DemoException Failed(string tool, JsonObject answer) =>
        new($"{tool}: {answer["error"]?["message"]} {answer["error"]?["hint"]}".TrimEnd());
}

/// <summary>A step that did not work.</summary>
internal sealed class DemoException(string message) : Exception(message);
