using System.Collections.Concurrent;
using System.Text.Json;
using ModelContextProtocol.Protocol;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Infra.Emulator;

/// <summary>
/// One moto for all tests of a collection, which run one after the other, each on an empty account. Collections run side by side.
/// </summary>
public sealed class EmulatorFixture(IMessageSink log) : IAsyncLifetime
{
    public const string Name = "Emulator";
    public const string Questions = "Questions";
    public const string Serving = "Serving";

    public Moto Moto { get; private set; } = null!;
    public Wire Wire { get; private set; } = null!;
    public InfraServer Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        log.OnMessage(new DiagnosticMessage($"The double: {StrictSettings.FromEnvironment}"));
        Moto = await Moto.StartAsync();
        Wire = new(Moto.Url);
        Server = await InfraServer.StartAsync(Wire.Url);
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await Wire.DisposeAsync();
        await Moto.DisposeAsync();
    }
}

[CollectionDefinition(EmulatorFixture.Name)]
public sealed class EmulatorCollection : ICollectionFixture<EmulatorFixture>;

[CollectionDefinition(EmulatorFixture.Questions)]
public sealed class QuestionsCollection : ICollectionFixture<EmulatorFixture>;

[CollectionDefinition(EmulatorFixture.Serving)]
public sealed class ServingCollection : ICollectionFixture<EmulatorFixture>;

/// <summary>
/// Drives tools through a real MCP client, a real server process and real AWS requests, in destructive mode with confirmation.
/// Each test begins on an empty account.
/// </summary>
[Collection(EmulatorFixture.Name)]
public abstract class EmulatorTest(EmulatorFixture fixture) : IAsyncLifetime
{
    /// <summary>The tools that were called, and whether moto alone answered at least once.</summary>
    internal static readonly ConcurrentDictionary<string, bool> Called = new();

    protected Wire Wire => fixture.Wire;

    protected InfraServer Server => fixture.Server;

    public virtual async Task InitializeAsync()
    {
        fixture.Wire.Forget();
        await fixture.Moto.ResetAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>The whole answer of a call that succeeds.</summary>
    private protected async Task<CallToolResult> AnswerAsync(string tool, object arguments)
    {
        var before = Wire.Seen.Count;
        var answer = await SendAsync(tool, arguments);
        Assert.True(answer.IsError is not true, $"{tool}: {TextOf(answer)} ({Wire.Settings})");
        Note(tool, arguments, answer, moto: !Wire.Seen.Skip(before).Any(r => r.Canned));
        return answer;
    }

    /// <summary>Counts a tool as called, and keeps the call for the documentation.</summary>
    internal static void Note(string tool, object arguments, CallToolResult answer, bool moto)
    {
        Called.AddOrUpdate(tool, moto, (_, earlier) => earlier || moto);
        Recordings.Take(tool, arguments, answer.StructuredContent!.Value, moto);
    }

    /// <summary>The result of a read, or of a write that needs no confirmation.</summary>
    protected async Task<JsonElement> CallAsync(string tool, object? arguments = null)
    {
        var answer = await AnswerAsync(tool, arguments ?? new { });
        var json = answer.StructuredContent!.Value;
        return json.TryGetProperty("result", out var result) && Server.Tools[tool].ProtocolTool.Annotations!.ReadOnlyHint is not true
            ? result : json;
    }

    /// <summary>The result of a destructive tool: plans, then confirms.</summary>
    protected async Task<JsonElement> ConfirmAsync(string tool, object arguments)
    {
        var plan = await CallAsync(tool, arguments);
        Assert.True(plan.TryGetProperty("confirm", out var code), $"{tool} gave no plan to confirm: {plan}");
        var confirmed = JsonSerializer.SerializeToNode(arguments, JsonSerializerOptions.Web)!.AsObject();
        confirmed["confirm"] = code.GetString();
        return await CallAsync(tool, confirmed);
    }

    /// <summary>The plan of a tool that writes.</summary>
    protected async Task<JsonElement> PlanAsync(string tool, object arguments)
    {
        var dry = JsonSerializer.SerializeToNode(arguments, JsonSerializerOptions.Web)!.AsObject();
        dry["dryRun"] = true;
        return (await CallAsync(tool, dry)).GetProperty("plan");
    }

    /// <summary>The error of a call that must fail.</summary>
    protected async Task<JsonElement> FailAsync(string tool, object arguments)
    {
        var answer = await SendAsync(tool, arguments);
        Assert.True(answer.IsError is true, $"{tool} was expected to fail: {TextOf(answer)} ({Wire.Settings})");
        return JsonElement.Parse(TextOf(answer)).GetProperty("error");
    }

    // A client thinks between two calls; what the one made is there when the next one begins, but not within the call.
    private Task<CallToolResult> SendAsync(string tool, object arguments)
    {
        Wire.Settle();
        return Server.CallAsync(tool, arguments);
    }

    private protected static string TextOf(CallToolResult answer) => ((TextContentBlock)answer.Content[0]).Text;
}
