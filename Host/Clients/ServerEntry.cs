using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core.Settings;

namespace Infra.Host.Clients;

/// <summary>What a client needs to know of this server.</summary>
/// <param name="Command">The program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="AutoApprove">Tools that the client need not ask about; null where it has no such key or it is not wanted.</param>
internal sealed record ServerEntry(string Command, IReadOnlyList<string> Arguments, IReadOnlyList<string>? AutoApprove = null)
{
    /// <summary>This program as it was started, with the switches that were given to it.</summary>
    public static ServerEntry OfThisProgram(SwitchValues flags, IReadOnlyList<string>? autoApprove = null)
    {
        var program = Environment.ProcessPath!;
        List<string> arguments = Path.GetFileNameWithoutExtension(program) is "dotnet"
            ? [Path.Combine(AppContext.BaseDirectory, "infra.dll")] : [];
        arguments.Add("serve");
        foreach (var one in Switches.All)
        {
            if (flags[one] is not { } value) continue;
            arguments.Add(one.Flag);
            if (!one.IsToggle) arguments.Add(one == Switches.Config ? Path.GetFullPath(value) : value);
        }

        return new(program, arguments, autoApprove);
    }

    /// <summary>The entry as JSON.</summary>
    /// <param name="typed">Whether it says its transport.</param>
    public JsonObject ToJson(bool typed)
    {
        var entry = new JsonObject();
        if (typed) entry["type"] = "stdio";
        entry["command"] = Command;
        entry["args"] = new JsonArray([.. Arguments.Select(a => JsonValue.Create(a))]);
        if (AutoApprove is not null) entry["autoApprove"] = new JsonArray([.. AutoApprove.Select(t => JsonValue.Create(t))]);
        return entry;
    }

    /// <summary>The lines of the entry below its table's header, as TOML; a JSON string is one of TOML too.</summary>
    public string ToToml() =>
        $"command = {Quoted(Command)}\nargs = [{string.Join(", ", Arguments.Select(Quoted))}]\n"
        + string.Concat((AutoApprove ?? []).Select(tool => $"tools.{tool}.approval_mode = \"approve\"\n"));

    // TOML knows the escapes of JSON.
    private static string Quoted(string text) => JsonSerializer.Serialize(text, ClientFile.Text);
}
