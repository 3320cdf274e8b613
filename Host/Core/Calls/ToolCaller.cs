using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Aws;
using Infra.Core.Answers;
using Infra.Core.Catalog;
using Infra.Core.Journal;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Infra.Manifest;
using Microsoft.Extensions.Logging;

namespace Infra.Core.Calls;

/// <summary>The way of a call from its JSON to its answer. MCP and the command line both enter here.</summary>
internal sealed partial class ToolCaller(HostSettings settings, PluginCatalog catalog, Credentials credentials, JournalWriter journal, TimeProvider time, ILogger<ToolCaller> log)
{
    private const int MostEmptyPages = 10;

    private readonly Identities identities = new(settings.Pins, time);
    private readonly Budget budget = new(settings.Pins, time);
    private readonly Confirmations confirmations = new(TimeSpan.FromMinutes(settings.Confirm.Minutes), time,
        new(settings.Confirm.Person ? Approvals.FolderBeside(journal.Folder) : null));

    /// <summary>Makes a call. Failures are answers too; only cancellation is thrown.</summary>
    /// <param name="name">The tool.</param>
    /// <param name="arguments">As the client sent them.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<Answer> CallAsync(string name, JsonElement arguments, Caller caller, CancellationToken cancellation)
    {
        var record = new CallRecord(name, caller);
        using var activity = Telemetry.Begin(name);
        Answer answer;
        try
        {
            answer = await AnswerAsync(name, arguments, caller, record, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            record.Outcome = "cancelled";
            Close(record, activity, failed: true);
            throw;
        }
        catch (ToolException e)
        {
            record.Outcome = e.AwsErrorCode ?? e.Code.ToString();
            LogFailure(name, record.Id, e.Code, e.InnerException);
            answer = Answer.Error(Explain(e, record));
        }
        catch (Exception e)
        {
            record.Outcome = "Internal";
            LogDefect(e, name, record.Id);
            answer = Answer.Error(new(ToolErrorCode.Internal, $"{name} failed in a way that was not foreseen.", $"The server's log has the details under {record.Id}."), record.Id);
        }

        Close(record, activity, answer.IsError);
        return answer;
    }

    private async Task<Answer> AnswerAsync(string name, JsonElement arguments, Caller caller, CallRecord record, CancellationToken cancellation)
    {
        var tool = catalog.Find(name) ?? throw new ToolException(ToolErrorCode.InvalidInput, $"There is no tool '{name}'.{Nearest.Hint(name, catalog.Names)}");
        record.Kind = tool.Kind;
        if (tool.Refusal is { } refusal) throw new ToolException(ToolErrorCode.Refused, refusal, "Nothing was sent to AWS.");

        var (given, faults) = SchemaCheck.Object(tool.InputSchema, arguments, "argument");
        if (given is null) throw new ToolException(ToolErrorCode.InvalidInput, string.Join(" ", faults));

        var host = HostArguments.Take(given, tool);
        var place = new Place(null, 0);
        if (tool.IsPage)
        {
            place = Place.Read(given["cursor"]?.GetValue<string>(), name);
            given.Remove("cursor");
            if (place.Cursor is not null) given["cursor"] = place.Cursor;
        }

        if (tool.Kind > ToolKind.Read) AddRequiredTags(tool, given);
        var own = JsonSerializer.SerializeToElement(given, HostJson.Default.JsonObject);
        foreach (var secret in tool.SecretArguments.Where(given.ContainsKey)) given[secret] = Redactor.Mark;
        record.Arguments = JsonSerializer.SerializeToElement(given, HostJson.Default.JsonObject);
        record.Target = tool.CallsAws ? Target(host) : null;
        using var keys = credentials.Begin(record.Target ?? settings.Aws.Target);
        var call = new Call(tool, Load(tool), own, new()
        {
            Target = record.Target ?? settings.Aws.Target,
            Progress = progress => caller.Progress(progress with { Message = Redactor.Clean(progress.Message) }),
            Log = text => LogTool(name, Redactor.Clean(text)),
            Host = new HostView(this, catalog, settings, caller),
        }, record);
        return tool.Kind is ToolKind.Read
            ? await ReadAsync(call, place, cancellation).ConfigureAwait(false)
            : await WriteAsync(call, host, caller, cancellation).ConfigureAwait(false);
    }

    private async Task<Answer> ReadAsync(Call call, Place place, CancellationToken cancellation)
    {
        var result = await RunAsync(call, cancellation).ConfigureAwait(false);
        if (!call.Tool.IsPage) return Finish(call, result);

        // EC2 and others give empty pages with more behind them when they filter.
        for (var n = 0; n < MostEmptyPages && place.Skip == 0 && result["items"]!.AsArray().Count == 0 && result["nextCursor"]?.GetValue<string>() is { Length: > 0 } next; n++)
        {
            place = new(next, 0);
            var arguments = JsonObject.Create(call.Arguments)!;
            arguments["cursor"] = next;
            result = await RunAsync(call with { Arguments = JsonSerializer.SerializeToElement(arguments, HostJson.Default.JsonObject) }, cancellation).ConfigureAwait(false);
        }

        var limit = call.Arguments.TryGetProperty("limit", out var l) ? l.GetInt32() : (int?)null;
        AnswerSize.CutPage(result, call.Tool.Name, place, limit ?? int.MaxValue, limit is null ? settings.Answers.DefaultPageCharacters : settings.Answers.MaxCharacters);
        return Finish(call, result);
    }

    private async Task<Answer> WriteAsync(Call call, HostArguments host, Caller caller, CancellationToken cancellation)
    {
        if (call.Tool.CallsAws) call.Record.Identity = await identities.CheckAsync(Credentials.Call!, cancellation).ConfigureAwait(false);
        var plan = call.Record.Plan = await PlanAsync(call, cancellation).ConfigureAwait(false);
        CheckTags(call.Tool, plan);
        if (host.DryRun) return Planned(call, plan, null, null, await RehearseAsync(call, cancellation).ConfigureAwait(false));
        if (call.Tool.NeedsConfirmation && Confirm(call, plan, host.Confirm, caller) is { } pause) return pause;

        budget.Spend(call.Tool.Kind);
        Begin(call.Record);
        var result = await RunAsync(call, cancellation).ConfigureAwait(false);
        return Finish(call, new() { ["result"] = result });
    }

    // Null when the act may begin; otherwise what the caller has to do first.
    private Answer? Confirm(Call call, ToolPlan plan, string? code, Caller caller)
    {
        var subject = string.Join('\n', call.Tool.Name, call.Arguments.GetRawText(), call.Context.Target, caller.Client, Text(plan));
        var fault = code is null ? null : confirmations.Fault(code, subject);
        if (code is null || fault is not null)
        {
            code = call.Record.Code = confirmations.Issue(subject, Text(plan));
            var next = $"{(fault is null ? "" : $"{fault} This is the plan as it is now. ")}Nothing was changed. Show the plan to the person you work for; if it is what they want, call again with the same arguments and confirm: \"{code}\".";
            return Planned(call, plan, code, next);
        }

        call.Record.Code = code;
        if ((caller.CanAsk || settings.Confirm.Person) && !confirmations.IsApproved(code))
        {
            if (!caller.CanAsk)
                return Planned(call, plan, code, $"Nothing was changed. A person must approve this: ask them to run 'infra approve {code}' in a terminal, then make this call again.");
            if (caller.Agreed is null || caller.Code != code)
                return Planned(call, plan, code, null) with { Person = new($"{call.Tool.Manifest.Title}: {Text(plan)}", code) };
            if (caller.Agreed is false)
            {
                confirmations.Use(code);
                throw new ToolException(ToolErrorCode.Refused, "The person who was asked did not agree.", "Nothing was changed. Ask them what they want instead.");
            }
        }

        return confirmations.Use(code)
            ? null
            : throw new ToolException(ToolErrorCode.Refused, "This code was used by another call.", "Leave confirm out to plan again.");
    }

    private static async Task<ToolPlan> PlanAsync(Call call, CancellationToken cancellation)
    {
        using var scope = call.Record.Enter(CallScope.Plan(call.Tool));
        return await call.Code.PlanAsync(call.Arguments, call.Context, cancellation).ConfigureAwait(false)
            // What the journal may tell: the values of secret arguments are not in it.
            ?? new ToolPlan($"Run {call.Tool.Name} with these arguments.", [Redactor.Clean(call.Record.Arguments!.Value.GetRawText())]);
    }

    private static async Task<JsonObject> RunAsync(Call call, CancellationToken cancellation)
    {
        using var scope = call.Record.Enter(CallScope.Run(call.Tool));
        return JsonObject.Create(await call.Code.RunAsync(call.Arguments, call.Context, cancellation).ConfigureAwait(false))!;
    }

    // EC2 alone can say beforehand whether an act would be permitted. The guard turns the tool's writes into that question.
    private static async Task<string?> RehearseAsync(Call call, CancellationToken cancellation)
    {
        if (!call.Tool.Manifest.IamActions.Any(a => a.StartsWith("ec2:", StringComparison.Ordinal))) return null;
        using var scope = call.Record.Enter(CallScope.Rehearsal(call.Tool));
        try
        {
            await call.Code.RunAsync(call.Arguments, call.Context, cancellation).ConfigureAwait(false);
            return null;
        }
        catch (ToolException e)
        {
            return e.AwsErrorCode switch
            {
                "DryRunOperation" => "EC2's DryRun says that the caller is permitted to do this.",
                _ when e.Code is ToolErrorCode.AccessDenied => $"EC2's DryRun says that the caller is not permitted: {Redactor.Clean(e.Message)}",
                _ when e.Code is ToolErrorCode.Refused => null,
                _ => $"EC2's DryRun failed: {Redactor.Clean(e.Message)}",
            };
        }
    }

    private Answer Planned(Call call, ToolPlan plan, string? code, string? next, string? permissions = null)
    {
        var json = new JsonObject
        {
            ["summary"] = plan.Summary,
            ["effects"] = new JsonArray([.. plan.Effects.Select(e => JsonValue.Create(e))]),
            ["resources"] = new JsonArray([.. plan.Resources.Select(r => new JsonObject { ["id"] = r.Id, ["state"] = r.State })]),
        };
        if (permissions is not null) json["permissions"] = permissions;
        call.Record.Outcome = "planned";
        var answer = new JsonObject { ["plan"] = json };
        if (code is not null) answer["confirm"] = code;
        if (next is not null) answer["next"] = next;
        return Finish(call, answer);
    }

    private Answer Finish(Call call, JsonObject result)
    {
        // A tool marked as returning a secret is offered only where the configuration allows it; its plan never shows one.
        if (!call.Tool.Manifest.Secret || result.ContainsKey("plan")) Redactor.Clean(result);
        return new(result) { Text = AnswerSize.CutToSize(result, settings.Answers.MaxCharacters) };
    }

    private Tool Load(CatalogTool tool)
    {
        try
        {
            return tool.Plugin.Get(tool.Manifest);
        }
        catch (PluginException e)
        {
            throw new ToolException(ToolErrorCode.Unavailable, e.Message, "The other modules work. The server's log has the details.", e);
        }
    }

    private AwsTarget Target(HostArguments host)
    {
        var target = settings.Aws.Target with { };
        if (host.Profile is not null) target = target with { Profile = host.Profile };
        if (host.Region is not null) target = target with { Region = host.Region };
        // As the AWS CLI does; the SDK alone does not know the second one.
        target = target with { Region = target.Region ?? AwsEnvironment.Region };
        if (settings.Pins.Regions is not { Count: > 0 } pinned) return target;

        var region = target.Region ?? (pinned is [var only] ? only : null)
            ?? throw new ToolException(ToolErrorCode.NoRegion, "No AWS region was named.", $"Pass region: one of {string.Join(", ", pinned)}.");
        return pinned.Contains(region)
            ? target with { Region = region }
            : throw new ToolException(ToolErrorCode.Refused, $"The region {region} is not pinned in plugins.json.", $"Use one of {string.Join(", ", pinned)}.");
    }

    private void AddRequiredTags(CatalogTool tool, JsonObject arguments)
    {
        if (settings.Pins.OnlyTagged is not { Count: > 0 } required || !tool.Manifest.InputSchema.TryGetProperty("properties", out var p) || !p.TryGetProperty("tags", out _)) return;
        if (arguments["tags"] is not JsonObject tags) arguments["tags"] = tags = [];
        foreach (var (key, value) in required)
        {
            if (tags[key] is { } other && other.GetValue<string>() != value)
                throw new ToolException(ToolErrorCode.Refused, $"The tag {key} must be '{value}' here.", "plugins.json pins it (onlyTagged).");
            tags[key] = value;
        }
    }

    private void CheckTags(CatalogTool tool, ToolPlan plan)
    {
        if (settings.Pins.OnlyTagged is not { Count: > 0 } required) return;
        var wanted = string.Join(", ", required.Select(t => $"{t.Key}={t.Value}"));
        if (plan.Resources.FirstOrDefault(r => !required.All(t => r.Tags?.GetValueOrDefault(t.Key) == t.Value)) is { } other)
            throw new ToolException(ToolErrorCode.Refused, $"{other.Id} does not carry the tags {wanted}.", "plugins.json lets this server change only resources that do (onlyTagged). Nothing was changed.");
        if (plan.Resources.Count == 0 && !(tool.Manifest.InputSchema.TryGetProperty("properties", out var p) && p.TryGetProperty("tags", out _)))
            throw new ToolException(ToolErrorCode.Refused, $"{tool.Name} cannot tell whether what it changes carries the tags {wanted}.", "plugins.json lets this server change only resources that do (onlyTagged). Nothing was changed.");
    }

    private void Begin(CallRecord record)
    {
        try
        {
            journal.Write(record.Begin(), durable: true);
            record.Acted = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ToolErrorCode.Refused, $"The journal in {journal.Folder} cannot be written, and nothing is changed without it.", "Make the folder writable, or name another one with journal.folder or INFRA_JOURNAL.", e);
        }
    }

    private void Close(CallRecord record, Activity? activity, bool failed)
    {
        if (activity is not null) Telemetry.End(activity, record, failed);
        try
        {
            journal.Write(record.End(), durable: record.Acted);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogJournal(journal.Folder, e.Message);
        }
    }

    private static ToolException Explain(ToolException e, CallRecord record)
    {
        if (e.Code is not ToolErrorCode.AccessDenied || e.Hint is not null || record.Requests.LastOrDefault(r => r.Outcome is not "ok") is not { } denied) return e;
        return new(e.Code, e.Message, $"The caller lacks {AwsOperations.ActionsFor(denied.Service, denied.Operation)[0]}. 'infra policy' prints the policy that the enabled tools need.")
        {
            AwsErrorCode = e.AwsErrorCode,
            RequestId = e.RequestId,
        };
    }

    private static string Text(ToolPlan plan) => Redactor.Clean(string.Join("\n", [plan.Summary, .. plan.Effects.Select(e => $"- {e}"), .. plan.Resources.Select(r => string.Create(CultureInfo.InvariantCulture, $"- {r.Id}: {r.State}"))]));

    private sealed record Call(CatalogTool Tool, Tool Code, JsonElement Arguments, ToolContext Context, CallRecord Record);

    private sealed record HostArguments(string? Region, string? Profile, string? Confirm, bool DryRun)
    {
        public static HostArguments Take(JsonObject given, CatalogTool tool)
        {
            var (region, profile) = tool.CallsAws ? (Text("region"), Text("profile")) : (null, null);
            var (confirm, dryRun) = (Text("confirm"), given["dryRun"]?.GetValue<bool>() ?? false);
            given.Remove("dryRun");
            return new(region, profile, confirm, dryRun);

            string? Text(string name)
            {
                var value = given[name]?.GetValue<string>();
                given.Remove(name);
                return value;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Tool}: {Text}")]
    private partial void LogTool(string tool, string text);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Tool} ({Call}) failed: {Code}")]
    private partial void LogFailure(string tool, string call, ToolErrorCode code, Exception? cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Tool} ({Call}) failed in a way that was not foreseen")]
    private partial void LogDefect(Exception cause, string tool, string call);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal in {Folder} cannot be written: {Reason}")]
    private partial void LogJournal(string folder, string reason);
}
