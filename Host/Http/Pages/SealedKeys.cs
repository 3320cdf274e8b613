using System.Xml.Linq;
using Infra.Core;
using Infra.Core.State;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace Infra.Host.Http.Pages;

/// <summary>
/// The keys that seal cookies and forms. A server that is alone keeps them in memory, and no key is left in the user's home; servers that
/// share their state share them there, so that any of them takes the form that another showed.
/// </summary>
internal sealed class SealedKeys(ISharedState state) : IXmlRepository
{
    private const string Key = "keys/ring";
    private const int MostTries = 20;

    public static void Add(IServiceCollection services, Services host)
    {
        var keys = new SealedKeys(host.Settings.State.Table is null ? new MemoryState(TimeProvider.System) : host.State);
        // Not the framework's own ephemeral keys: it would make others besides, at the start, in the user's home.
        services.AddDataProtection().SetApplicationName("infra").Services.Configure<KeyManagementOptions>(options =>
            (options.XmlRepository, options.XmlEncryptor) = (keys, new NullXmlEncryptor()));
    }

    public IReadOnlyCollection<XElement> GetAllElements() =>
        Find() is { } text ? [.. XElement.Parse(text).Elements()] : [];

    public void StoreElement(XElement element, string friendlyName)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var found = Find();
            var all = found is null ? new XElement("keys") : XElement.Parse(found);
            all.Add(element);
            // Keys are renewed every 90 days, and old ones are needed as long as what they sealed.
            if (Wait(() =>
                state.SwapAsync(Key, found, all.ToString(SaveOptions.DisableFormatting), DateTimeOffset.UtcNow.AddYears(1),
                CancellationToken.None))) return;
        }

        throw new ToolException(ToolErrorCode.Unavailable, "The keys of the pages could not be stored.", "Open the page again.");
    }

    private string? Find() => Wait(() => state.FindAsync(Key, CancellationToken.None));

    // The framework asks for keys without waiting for anything.
    private static T Wait<T>(Func<Task<T>> ask) => Task.Run(ask).GetAwaiter().GetResult();
}
