using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Host.Cli;

namespace Infra.Host.Demo;

/// <summary>
/// A note of a run in the user's cache: which processes and which folder belong to it. A run that was killed cannot end its emulator; the
/// next one that cleans up can.
/// </summary>
/// <param name="Name">The name of the run.</param>
/// <param name="Owner">The process that tells the story.</param>
/// <param name="Folder">Its temporary folder.</param>
/// <param name="Emulator">The emulator that it started; null for none.</param>
internal sealed record DemoRun(string Name, DemoProcess Owner, string Folder, DemoProcess? Emulator = null)
{
    private static string Notes => UserCache.Folder("demo");

    private string File => Path.Combine(Notes, $"{Name}.json");

    /// <summary>Writes the note.</summary>
    public void Save() => PrivateFile.Replace(File, HostJson.Text(new JsonObject
    {
        ["owner"] = Owner.ToJson(),
        ["folder"] = Folder,
        ["emulator"] = Emulator?.ToJson(),
    }));

    /// <summary>The run has left nothing on this machine.</summary>
    public void Forget() => System.IO.File.Delete(File);

    /// <summary>The runs of this machine that are over and were not forgotten.</summary>
    public static IReadOnlyList<DemoRun> Left()
    {
        if (!Directory.Exists(Notes)) return [];
        return [.. Directory.GetFiles(Notes, "*.json").Select(Load).OfType<DemoRun>().Where(r => !r.Owner.IsThere)];
    }

    /// <summary>Ends its emulator, with all that lives in it, and deletes its folder.</summary>
    public void End()
    {
        Emulator?.End();
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
        Forget();
    }

    private static DemoRun? Load(string file)
    {
        try
        {
            var json = JsonNode.Parse(System.IO.File.ReadAllText(file))!;
            return new(Path.GetFileNameWithoutExtension(file), DemoProcess.Of(json["owner"]!), json["folder"]!.GetValue<string>(),
                json["emulator"] is { } emulator ? DemoProcess.Of(emulator) : null);
        }
        catch (Exception e) when (e is IOException or JsonException or InvalidOperationException or NullReferenceException)
        {
            return null;
        }
    }
}

/// <summary>A process, so that another one which has got its number later is not taken for it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Started">When it began, in seconds of Unix time.</param>
internal sealed record DemoProcess(int Id, long Started)
{
    public static DemoProcess Of(Process process) =>
        new(process.Id, new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeSeconds());

    public static DemoProcess Of(JsonNode json) => new(json["id"]!.GetValue<int>(), json["started"]!.GetValue<long>());

    public JsonObject ToJson() => new() { ["id"] = Id, ["started"] = Started };

    public bool IsThere
    {
        get
        {
            using var process = Find();
            return process is not null;
        }
    }

    public void End()
    {
        using var process = Find();
        if (process is null) return;
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    private Process? Find()
    {
        Process? process = null;
        try
        {
            process = Process.GetProcessById(Id);
            // The system tells the beginning with an error of about a second.
            if (!process.HasExited && Math.Abs(Of(process).Started - Started) <= 2) return process;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It is over.
        }

        process?.Dispose();
        return null;
    }
}
