using System.Buffers;
using Infra.Core;
using Infra.Core.Settings;

namespace Infra.Host.Cli.Inventory;

/// <summary><c>infra inventory athena-ddl</c>: the tables as Amazon Athena is told of them.</summary>
internal static class DdlCommand
{
    private const string Example = "s3://bucket/inventory";
    private static readonly SearchValues<char> Unsafe = SearchValues.Create(" '\"`\\\n");

    public static int Run(SwitchValues flags, string? location)
    {
        location = location?.TrimEnd('/') ?? Example;
        if (!location.StartsWith("s3://", StringComparison.Ordinal)
            || location.AsSpan(5).ContainsAny(Unsafe) || location.Length < 8)
            throw new UsageException($"--location is a place in S3, for example {Example}.");
        using var services = Services.Create(flags);
        Terminal.Print(Tables.Store(services.Catalog).AthenaTables([.. Tables.Of(services.Catalog).Select(t => t.Rows)], location));
        return ExitCode.Ok;
    }
}
