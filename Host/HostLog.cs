using Microsoft.Extensions.Logging;

namespace Infra.Host;

/// <summary>
/// What the program itself logs. All in one class: the generator of these methods writes the classes of an assembly in any order, and each
/// release would be another.
/// </summary>
internal static partial class HostLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} took {Milliseconds} ms")]
    public static partial void Request(ILogger log, string method, long milliseconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Why} Nobody is let in by a token until they can.")]
    public static partial void Tokens(ILogger log, string why);
}
