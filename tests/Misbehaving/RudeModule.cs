using System.ComponentModel;
using System.Text;
using System.Text.Json;

namespace Infra.Plugins.Misbehaving;

/// <summary>Breaks habits that a host must not rely on.</summary>
public sealed class RudeModule : IToolModule
{
    public const string SecretKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    public string Name => "rude";
    public string Description => "Prints, hangs, throws and tells secrets.";

    public sealed record Amount
    {
        [Description("How much.")]
        public int Count { get; init; } = 1;
    }

    public sealed record Rows(IReadOnlyList<string> Items2, string Text);

    public sealed record Secrets(string Password, string DbConnectionString, string Note, IReadOnlyDictionary<string, string> Environment,
        IReadOnlyList<Variable> Variables);

    public sealed record Variable(string Name, string Value);

    public IEnumerable<Tool> CreateTools(ModuleContext context)
    {
        if (context.Settings.ValueKind is JsonValueKind.Object && context.Settings.TryGetProperty("hang", out _))
            Thread.Sleep(Timeout.Infinite);
        return Tools();
    }

    private static async void ThrowUnawaited()
    {
        await Task.Delay(50).ConfigureAwait(false);
        throw new InvalidOperationException("an unawaited method");
    }

    private static IEnumerable<Tool> Tools() =>
    [
        new Tool<Nothing, Said>
        {
            Name = "print_noise", Description = "Prints to stdout in two ways.", Kind = ToolKind.Read,
            Run = (_, _, _) =>
            {
                Console.WriteLine("noise by Console.WriteLine");
                using var raw = Console.OpenStandardOutput();
                raw.Write(Encoding.UTF8.GetBytes("noise by the raw stream\n"));
                return Task.FromResult(new Said("printed"));
            },
        },
        new Tool<Nothing, Said>
        {
            Name = "hang_on", Description = "Heeds no cancellation.", Kind = ToolKind.Read,
            Run = async (_, _, _) =>
            {
                await Task.Delay(TimeSpan.FromMinutes(1), CancellationToken.None);
                return new("late");
            },
        },
        new Tool<Nothing, Said>
        {
            Name = "wait_long", Description = "Waits until it is cancelled.", Kind = ToolKind.Read,
            Run = async (_, call, ct) =>
            {
                call.Progress(new("waiting", 1, 2));
                await Task.Delay(TimeSpan.FromMinutes(1), ct);
                return new("late");
            },
        },
        new Tool<Nothing, Said>
        {
            Name = "report_in_disorder", Description = "Reports progress from many threads.", Kind = ToolKind.Read,
            Run = async (_, call, ct) =>
            {
                await Parallel.ForAsync(1, 500, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = ct }, async (n, _) =>
                {
                    await Task.Yield();
                    call.Progress(new("part", n, 500));
                });
                return new("reported");
            },
        },
        new Tool<Nothing, Said>
        {
            Name = "throw_up", Description = "Fails in a way that nobody foresaw.", Kind = ToolKind.Read,
            Run = (_, _, _) => throw new InvalidOperationException($"aws_secret_access_key={SecretKey} in {typeof(RudeModule)}"),
        },
        new Tool<Nothing, Said>
        {
            Name = "return_null", Description = "Returns nothing.", Kind = ToolKind.Read,
            Run = (_, _, _) => Task.FromResult<Said>(null!),
        },
        new Tool<Nothing, Said>
        {
            Name = "time_out", Description = "Asks a service of its own that does not answer.", Kind = ToolKind.Read,
            Run = (_, _, _) => throw new TimeoutException("connecting to notes.example"),
        },
        new Tool<Nothing, Said>
        {
            Name = "throw_later", Description = "Throws when its call is over, on a thread of its own and where nobody awaits.",
            Kind = ToolKind.Read,
            Run = (_, _, _) =>
            {
                var thread = new Thread(() =>
                {
                    Thread.Sleep(50);
                    throw new InvalidOperationException($"a thread: aws_secret_access_key={SecretKey}");
                });
                thread.Start();
                ThrowUnawaited();
                return Task.FromResult(new Said("soon"));
            },
        },
        new Tool<Nothing, Secrets>
        {
            Name = "tell_secrets", Description = "Returns and logs secrets.", Kind = ToolKind.Read,
            Run = (_, call, _) =>
            {
                call.Log($"password={SecretKey}");
                return Task.FromResult(new Secrets(
                    "hunter2hunter2", "Server=db;Password=hunter2hunter2",
                    $"aws_secret_access_key = {SecretKey} and postgres://app:hunter2hunter2@db/x",
                    new Dictionary<string, string> { ["API_KEY"] = "hunter2hunter2", ["STAGE"] = "dev" },
                    [new("DB_PASSWORD", "hunter2hunter2"), new("STAGE", "dev")]));
            },
        },
        new Tool<Amount, Rows>
        {
            Name = "talk_much", Description = "Answers at any length.", Kind = ToolKind.Read,
            Run = (input, _, _) => Task.FromResult(
                new Rows([.. Enumerable.Range(0, input.Count).Select(i => $"row {i}")], new('x', input.Count))),
        },
        new Tool<Nothing, Said>
        {
            Name = "write_plainly", Description = "Writes without a plan and without AWS.", Kind = ToolKind.Write,
            Run = (_, _, _) => Task.FromResult(new Said("written")),
        },
    ];
}
