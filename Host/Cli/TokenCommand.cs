using System.Globalization;
using Infra.Core;
using Infra.Core.Catalog;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Host.Cli;

/// <summary><c>infra token</c>: makes, lists and revokes the tokens of callers over HTTP.</summary>
internal static class TokenCommand
{
    /// <param name="Mode">How far it goes.</param>
    /// <param name="Modules">Only these, with commas.</param>
    /// <param name="Profiles">Only these, with commas.</param>
    /// <param name="Days">How long it holds.</param>
    internal sealed record Wish(string? Mode, string? Modules, string? Profiles, int? Days);

    private const int UsualDays = 90;
    private const int MostDays = 36500;

    public static Task<int> CreateAsync(SwitchValues flags, string name, Wish wish)
    {
        using var services = Services.Create(flags);
        var modules = Names(wish.Modules);
        foreach (var module in (modules ?? []).Where(m => services.Catalog.Modules.All(known => known.Name != m)))
            throw new SettingsException($"There is no module "
                + $"'{module}'.{Nearest.Hint(module, services.Catalog.Modules.Select(m => m.Name))}");
        var mode = wish.Mode switch
        {
            null or "read" => ToolKind.Read,
            "write" => ToolKind.Write,
            "destructive" => ToolKind.Destructive,
            _ => throw new SettingsException($"--grant is '{wish.Mode}'; it must be one of read, write, destructive."),
        };
        if (wish.Days is < 1 or > MostDays) throw new SettingsException($"--days is 1 to {MostDays}.");

        var tokens = Tokens.Of(services.Settings, services.Journal.Folder);
        var now = DateTimeOffset.UtcNow;
        Terminal.Print(tokens.Create(name, new(mode, modules, Names(wish.Profiles)), now.AddDays(wish.Days ?? UsualDays), now));
        Terminal.Complain($"this is the only time the token is shown; {tokens.Path} has its hash.");
        return Task.FromResult(0);
    }

    public static Task<int> ListAsync(SwitchValues flags)
    {
        using var services = Services.Create(flags);
        foreach (var grant in Tokens.Of(services.Settings, services.Journal.Folder).All())
        {
            var right = grant.Rights[0];
            var expires = grant.Expires is not { } end ? "never expires"
                : string.Create(CultureInfo.InvariantCulture,
                    $"{(end <= DateTimeOffset.UtcNow ? "expired" : "expires")} {end.UtcDateTime:yyyy-MM-dd}");
            Terminal.Print($"{grant.Name,-24} {PluginCatalog.Word(right.Mode),-11} {expires}  modules: {Words(right.Modules)}  profiles: "
                + $"{Words(right.Profiles)}");
        }

        return Task.FromResult(0);
    }

    public static Task<int> RevokeAsync(SwitchValues flags, string name)
    {
        using var services = Services.Create(flags);
        var tokens = Tokens.Of(services.Settings, services.Journal.Folder);
        if (!tokens.Revoke(name)) throw new SettingsException($"There is no token '{name}' in "
            + $"{tokens.Path}.{Nearest.Hint(name, tokens.All().Select(t => t.Name))}");
        Terminal.Complain($"the token '{name}' is revoked; servers that use {tokens.Path} refuse it from now on.");
        return Task.FromResult(0);
    }

    private static List<string>? Names(string? list) =>
        list is null ? null : [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    private static string Words(IReadOnlyList<string>? names) => names is null ? "all" : string.Join(", ", names);
}
