using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Infra.Core.Answers;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Infra.Core.Sinks;
using Microsoft.Extensions.Logging;

namespace Infra.Core;

/// <summary>Somebody besides stderr and the log file who wants to know what the host logs.</summary>
internal interface ILogListener
{
    bool Wants(LogLevel level);

    /// <param name="source">Who logs, as a type's or a part's name.</param>
    /// <param name="text">Without secrets. It may hold anything else.</param>
    void Send(LogLevel level, string source, string text);
}

/// <summary>
/// The log: stderr, and a file when asked. Whoever logs only leaves the text; a thread for each sink writes it, so that a client that does
/// not read stderr holds up no call.
/// </summary>
internal sealed partial class Log : ILoggerFactory
{
    // Kinds of failure whose stack was written. More than this do not occur, unless something makes new ones all the time.
    private const int MostKinds = 1000;

    private readonly LogLevel lowest;
    private readonly ConcurrentDictionary<string, bool> stacks = new();
    private readonly QueuedSink standardError = new("stderr", StandardError().Write);
    private readonly QueuedSink? file;

    private readonly Telemetry.Exporter? exporter;

    /// <param name="settings">Its level and file.</param>
    /// <param name="exporter">Where a collector takes it too.</param>
    public Log(LogSettings settings, Telemetry.Exporter? exporter = null)
    {
        this.exporter = exporter;
        lowest = Level(settings.Level);
        if (settings.File is not { } path) return;
        var log = new LogFile(path, TimeProvider.System);
        if (log.Fault() is { } fault)
            Plugin(CreateLogger("Infra.Log"), $"The log file {path} cannot be written, so there is none: {fault}");
        else file = new(path, log.Write);
    }

    /// <summary>Also told what the host logs, whatever the level of the log.</summary>
    public ILogListener? Listener { get; set; }

    /// <summary>What others in the process write to stderr takes the same way, or they would stand still when nobody reads it.</summary>
    public TextWriter Error => field ??= TextWriter.Synchronized(new QueuedWriter(standardError));

    public ILogger CreateLogger(string categoryName) => new Source(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The log has its own sinks.");

    /// <summary>Gives the sinks a short time to write what they hold.</summary>
    /// <param name="longest">For all of them together.</param>
    public void Close(TimeSpan longest)
    {
        var until = Environment.TickCount64 + (long)longest.TotalMilliseconds;
        foreach (var sink in new[] { file, standardError })
            sink?.Close(TimeSpan.FromMilliseconds(Math.Max(0, until - Environment.TickCount64)));
    }

    public void Dispose() { }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Tool}: {Text}")]
    public static partial void Tool(ILogger log, string tool, string text);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Text}")]
    public static partial void Plugin(ILogger log, string text);

    // All in one class: the generator of these methods writes the classes of an assembly in any order, and each release would be another.
    [LoggerMessage(Level = LogLevel.Information, Message = "{Tool} ({Call}) failed: {Code}")]
    public static partial void Failure(ILogger log, string tool, string call, ToolErrorCode code, Exception? cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Tool} ({Call}) failed in a way that was not foreseen")]
    public static partial void Defect(ILogger log, Exception cause, string tool, string call);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal in {Folder} cannot be written: {Reason}")]
    public static partial void Journal(ILogger log, string folder, string reason);

    private static LogLevel Level(string name) => name.ToLowerInvariant() switch
    {
        "verbose" => LogLevel.Trace,
        "fatal" => LogLevel.Critical,
        _ => Enum.Parse<LogLevel>(name, ignoreCase: true),
    };

    // Not the console's stream: on Unix that one writes under a lock that stdout needs as well.
    private static StreamWriter StandardError() => new(
        !DescriptorStream.IsGiven(2) ? Stream.Null
        : OperatingSystem.IsWindows() ? Console.OpenStandardError() : new DescriptorStream(new(2, ownsHandle: false)),
        new UTF8Encoding(false))
    { AutoFlush = true };

    private static bool IsOwn(string source) => source.StartsWith("Infra", StringComparison.Ordinal);

    // The MCP SDK tells of every request and every failed tool; ours are enough until somebody looks for a defect. ASP.NET warns of keys
    // in memory, of forms without a token and of a port that is taken, which is as it should be, or told in other words.
    private static bool IsTalkative(string source) => source.StartsWith("ModelContextProtocol", StringComparison.Ordinal)
        || source.StartsWith("Microsoft.AspNetCore.DataProtection", StringComparison.Ordinal)
        || source.StartsWith("Microsoft.AspNetCore.Antiforgery", StringComparison.Ordinal)
        || source.StartsWith("Microsoft.Extensions.Hosting", StringComparison.Ordinal);

    private bool IsWritten(string source, LogLevel level) =>
        level >= lowest && level < LogLevel.None && (lowest <= LogLevel.Debug || IsOwn(source)
        || level >= (IsTalkative(source) ? LogLevel.Critical : LogLevel.Warning));

    private void Write(LogLevel level, string source, string text, Exception? exception)
    {
        text = Redactor.Clean(text);
        if (IsOwn(source) && Listener is { } listener && listener.Wants(level)) listener.Send(level, source, text);
        if (!IsWritten(source, level)) return;
        exporter?.Log(level, source, text, exception);

        var time = DateTimeOffset.UtcNow;
        var rest = $"{Visible.Line(text)}\n{(exception is null ? "" : Describe(exception))}";
        standardError.Post(string.Create(CultureInfo.InvariantCulture, $"{time.LocalDateTime:HH:mm:ss.fff} {Word(level)} {rest}"));
        file?.Post(string.Create(CultureInfo.InvariantCulture, $"{time.ToLocalTime():O} {Word(level)} {source} {rest}"));
    }

    // Indented, so that no line of a message can pass for one of the log. The stack once for each kind of failure: a hundred of the same
    // say no more.
    private string Describe(Exception exception)
    {
        var kind = $"{exception.GetType()} {exception.TargetSite?.DeclaringType} {exception.TargetSite?.Name}";
        if (!stacks.ContainsKey(kind) && stacks.Count < MostKinds && stacks.TryAdd(kind, true))
            return string.Concat(Redactor.Clean(exception.ToString()).ReplaceLineEndings("\n").Split('\n')
                .Select(line => $"    {Visible.Line(line)}\n"));
        return $"    {exception.GetType()}: {Visible.Line(Redactor.Clean(exception.Message))} (the stack of the first one is above)\n";
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "VRB",
        LogLevel.Debug => "DBG",
        LogLevel.Information => "INF",
        LogLevel.Warning => "WRN",
        LogLevel.Error => "ERR",
        _ => "FTL",
    };

    private sealed class Source(Log log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => log.IsWritten(name, logLevel) || IsOwn(name) && log.Listener?.Wants(logLevel) is true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) log.Write(logLevel, name, formatter(state, exception), exception);
        }
    }

    private sealed class QueuedWriter(QueuedSink sink) : TextWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
        public override void Write(char value) => sink.Post(value.ToString());
        public override void Write(char[] buffer, int index, int count) => sink.Post(new(buffer, index, count));
        public override void Write(string? value) => sink.Post(value ?? "");
        public override void WriteLine(string? value) => sink.Post($"{value}\n");
    }
}
