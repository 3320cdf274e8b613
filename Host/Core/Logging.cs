using System.Globalization;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Infra.Core;

/// <summary>The log: stderr, and a file when asked. stdout belongs to the protocol.</summary>
internal static partial class Logging
{
    private const string Template = "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}";

    public static Serilog.Core.Logger Create(LogSettings settings)
    {
        var level = Enum.Parse<LogEventLevel>(settings.Level, ignoreCase: true);
        var configuration = new LoggerConfiguration().MinimumLevel.Is(level).WriteTo.Sink(new StandardError(new CleanFormatter(Template)));
        // The SDK tells of every request and every failed tool; ours are enough until somebody looks for a defect.
        if (level > LogEventLevel.Debug) configuration.Filter.ByExcluding(IsOfTheSdk);
        if (settings.File is { } file) configuration.WriteTo.File(new CleanFormatter("{Timestamp:O} {Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}"), file, rollingInterval: RollingInterval.Day, retainedFileCountLimit: 14, shared: true);
        return configuration.CreateLogger();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Text}")]
    public static partial void Plugin(Microsoft.Extensions.Logging.ILogger log, string text);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Tool}: {Text}")]
    public static partial void Tool(Microsoft.Extensions.Logging.ILogger log, string tool, string text);

    private static bool IsOfTheSdk(LogEvent logEvent) =>
        logEvent.Properties.TryGetValue("SourceContext", out var source) && source is ScalarValue { Value: string name }
        && (name.StartsWith("ModelContextProtocol", StringComparison.Ordinal) ? logEvent.Level < LogEventLevel.Fatal
            : name.StartsWith("Microsoft.", StringComparison.Ordinal) && logEvent.Level < LogEventLevel.Warning);

    private sealed class StandardError(ITextFormatter formatter) : Serilog.Core.ILogEventSink
    {
        public void Emit(LogEvent logEvent)
        {
            using var text = new StringWriter(CultureInfo.InvariantCulture);
            formatter.Format(logEvent, text);
            Console.Error.Write(text.ToString());
        }
    }

    /// <summary>Takes secrets out of what is about to be written, whatever put them there.</summary>
    private sealed class CleanFormatter(string template) : ITextFormatter
    {
        private readonly MessageTemplateTextFormatter inner = new(template, CultureInfo.InvariantCulture);

        public void Format(LogEvent logEvent, TextWriter output)
        {
            using var text = new StringWriter(CultureInfo.InvariantCulture);
            inner.Format(logEvent, text);
            output.Write(Redactor.Clean(text.ToString()));
        }
    }
}
