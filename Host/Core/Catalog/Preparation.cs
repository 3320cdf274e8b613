namespace Infra.Core.Catalog;

/// <summary>
/// Makes ready what the next call will need, once a client has the list of tools and is likely to call one; and while nothing else is to
/// be done, loads the first of the host's own plugins. Only what came with the host: whether the code of others runs is decided by a
/// call. Nothing is asked: no client is made, no file of AWS's is read, no network is used. Then it ends for good.
/// </summary>
/// <param name="catalog">The plugins.</param>
/// <param name="isBusy">Whether a call is under way, which then has the processor to itself.</param>
internal sealed class Preparation(PluginCatalog catalog, Func<bool> isBusy)
{
    // Each takes 4 to 9 MB, so those that may never be called wait. The first in plugins.json tell who calls, and hold EC2.
    private const int Most = 2;

    // A client that calls at once is not held up by what would be ready for it a moment later.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private static readonly string OwnFolder = Path.Combine(AppContext.BaseDirectory, "plugins") + Path.DirectorySeparatorChar;

    private int begun;

    /// <summary>Begins, at its first call.</summary>
    /// <param name="rehearse">Whether to play a first call too: not where requests over HTTP are measured, which would count it.</param>
    public void Begin(bool rehearse)
    {
        if (Interlocked.Exchange(ref begun, 1) != 0) return;
        // At once, since it is needed late in a call: one that comes now begins on another processor meanwhile.
        if (rehearse) _ = Task.Run(FirstCall.RehearseAsync);
        _ = RunAsync();
    }

    private async Task RunAsync()
    {
        foreach (var plugin in catalog.Modules.Select(m => m.Plugin).Distinct().Where(IsOwn).Take(Most))
        {
            do await Task.Delay(Pause).ConfigureAwait(false);
            while (isBusy());
            plugin.Prepare();
        }
    }

    private static bool IsOwn(Plugin plugin) =>
        plugin.Assembly.FilePath.StartsWith(OwnFolder, StringComparison.Ordinal)
        && Path.GetFileName(plugin.Assembly.FilePath).StartsWith("Infra.Plugins.", StringComparison.Ordinal);
}
