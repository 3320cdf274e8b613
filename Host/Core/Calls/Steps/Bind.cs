using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core.Answers;
using Infra.Core.Catalog;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Infra.Manifest;

namespace Infra.Core.Calls.Steps;

/// <summary>
/// Finds the tool, checks the arguments, and makes them canonical: the same call has the same arguments however it was written.
/// </summary>
internal sealed class Bind(PluginCatalog catalog) : ICallStep
{
    public ValueTask<Answer?> RunAsync(Call call, CancellationToken cancellation)
    {
        var tools = catalog.For(call.Caller.Grant);
        var tool = call.Tool = tools.Find(call.Name)
            ?? (call.Caller.FillsTables ? tools.TableOnly.FirstOrDefault(t => t.Name == call.Name) : null)
            ?? throw ToolException.InvalidInput($"There is no tool '{call.Name}'.{Nearest.Hint(call.Name, tools.Names)}");
        call.Record.Kind = tool.Kind;
        if (tool.Refusal is { } refusal) throw new ToolException(ToolErrorCode.Refused, refusal, "Nothing was sent to AWS.");
        if (!call.Caller.IsTyped && tool.FromPerson.FirstOrDefault(Given) is { } typed)
            throw new ToolException(ToolErrorCode.Refused, $"{typed} is a secret that only a person gives, at a terminal.",
                $"Ask the person to run 'infra {tool.Name.Split('_')[1]} {tool.Module} … --{typed}' themselves, which asks for it "
                + $"without showing it; or leave {typed} out.");
        if (call.Caller.Grant is not null && tool.LocalFiles.FirstOrDefault(Given) is { } file)
            throw new ToolException(ToolErrorCode.Refused, $"{file} names a file of the server's machine, which is closed to callers over "
                + $"HTTP.", "Pass the content itself, or a place in S3, where the tool takes one.");

        var (given, faults) = SchemaCheck.Object(tool.InputSchema, call.Given, "argument");
        if (given is null) throw ToolException.InvalidInput(string.Join(" ", faults));

        call.Host = HostArguments.Take(given, tool);
        if (tool.IsPage)
        {
            var cursor = given["cursor"]?.GetValue<string>();
            call.Over = TargetPlace.Read(cursor, tool.Name);
            call.Place = call.Over?.At ?? Place.Read(cursor, tool.Name);
            given.Remove("cursor");
            if (call.Place.Cursor is not null) given["cursor"] = call.Place.Cursor;
            TakeLimit(call, given);
        }

        call.Arguments = given;
        call.Record.Arguments = ForJournal(call, given);
        if (call.Writes && Redactor.Refusal(call.Given) is { } marked) throw ToolException.InvalidInput(marked);
        call.Code = Load(tool);
        return default;

        bool Given(string argument) => call.Given.ValueKind is JsonValueKind.Object && call.Given.TryGetProperty(argument, out _);
    }

    // The page is cut to the limit of this call. The tool keeps the one of the call that began the page, so that its rows stay the same.
    private static void TakeLimit(Call call, JsonObject given)
    {
        call.Limit = (int?)given["limit"]?.GetValue<long>();
        var own = call.Place.Skip > 0 ? call.Place.Limit : call.Limit;
        call.Place = call.Place with { Limit = own };
        if (own is null) given.Remove("limit");
        else given["limit"] = own;
    }

    private static JsonElement ForJournal(Call call, JsonObject arguments)
    {
        var shown = arguments.DeepClone().AsObject();
        call.Secrets.Hide(call.Tool.Manifest.InputSchema, shown);
        return JsonSerializer.SerializeToElement(shown, HostJson.Default.JsonObject);
    }

    private static Tool Load(CatalogTool tool)
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
}
