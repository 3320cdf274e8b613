using System.Runtime.ExceptionServices;
using Infra.Manifest;

namespace Infra.Core.Catalog;

/// <summary>
/// What a plugin throws on a thread of its own, or in a method that nobody awaits, belongs to no call. It would end the process, and with
/// it the calls of everybody else.
/// </summary>
internal static class PluginThreads
{
    private static int watched;

    /// <summary>From now on such an exception is logged, and the process lives on. What the host itself throws still ends it.</summary>
    /// <param name="log">Where it is told.</param>
    public static void Watch(Action<string> log)
    {
        if (Interlocked.Exchange(ref watched, 1) != 0) return;
        ExceptionHandling.SetUnhandledExceptionHandler(e =>
        {
            if (PluginLoading.PluginOf(e) is not { } plugin) return false;
            log($"{plugin} threw outside of any call, on a thread that nobody waits for: {e}");
            return true;
        });
    }
}
