using Infra.Core;
using Infra.Core.Settings;

namespace Infra.Host.Cli.Inventory;

/// <summary><c>infra inventory athena-ddl</c>: the tables as Amazon Athena is told of them.</summary>
internal static class DdlCommand
{
    private const string Example = "s3://bucket/inventory";

    /// <param name="location">Where the history lies in S3; null for where the settings say, else an example.</param>
    public static int Run(SwitchValues flags, string? location)
    {
        if (location is not null) Tables.Place(location);
        using var services = Services.Create(flags);
        var store = Tables.Store(services.Catalog);
        var place = Tables.Place(location ?? store.History ?? Example);
        Terminal.Print(store.AthenaTables([.. Tables.Of(services.Catalog).Select(t => t.Rows)], place.ToString()));
        return ExitCode.Ok;
    }
}
