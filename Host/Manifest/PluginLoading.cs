using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SSO;
using Amazon.SSOOIDC;

namespace Infra.Manifest;

/// <summary>Loads a plugin into its own load context.</summary>
public static class PluginLoading
{
    // The contract, and AWSSDK.Core with what it finds by name to get credentials.
    private static readonly HashSet<string> Shared =
    [
        .. new[]
        {
            typeof(IToolModule), typeof(AmazonServiceClient), typeof(AmazonSecurityTokenServiceClient), typeof(AmazonSSOClient),
            typeof(AmazonSSOOIDCClient),
        }.Select(t => t.Assembly.GetName().Name!),
    ];

    /// <summary>Loads it, makes its tools and checks them, to make a manifest of them.</summary>
    /// <param name="plugin">The assembly.</param>
    /// <param name="context">What its modules are told.</param>
    /// <exception cref="PluginException">It cannot be loaded, or what it offers breaks the contract.</exception>
    public static IReadOnlyList<(IToolModule Module, IReadOnlyList<Tool> Tools)> Load(PluginAssembly plugin, ModuleContext context)
    {
        var modules = Load(plugin, context, assembly => assembly.GetExportedTypes()
            .Where(t => t is { IsAbstract: false, IsClass: true } && typeof(IToolModule).IsAssignableFrom(t)
                && t.GetConstructor([]) is not null));
        var name = Path.GetFileName(plugin.FilePath);
        if (modules.Count == 0) throw new PluginException($"{name} has no public class that implements IToolModule.");
        PluginRules.Check(name, modules);
        return modules;
    }

    /// <summary>
    /// Loads what a manifest describes. The rules were checked when the manifest was made, of this very build: to check them again
    /// would make the schemas of all tools before the first one can run.
    /// </summary>
    /// <inheritdoc cref="Load(PluginAssembly,ModuleContext)"/>
    /// <param name="plugin">The assembly.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="context">What its modules are told.</param>
    public static IReadOnlyList<(IToolModule Module, IReadOnlyList<Tool> Tools)> Load(
        PluginAssembly plugin, PluginManifest manifest, ModuleContext context) =>
        Load(plugin, context, assembly => manifest.Modules.Select(m => assembly.GetType(m.Type, throwOnError: true)!));

    /// <summary>The name of the plugin that an exception came through; null for none.</summary>
    /// <param name="e">The exception. A library that the host shares may have thrown it, for a plugin that called it.</param>
    public static string? PluginOf(Exception e) => new StackTrace(e).GetFrames()
        .Select(f => f.GetMethod() is { } method ? AssemblyLoadContext.GetLoadContext(method.Module.Assembly) : null)
        .OfType<PluginContext>().FirstOrDefault()?.Name;

    private static List<(IToolModule Module, IReadOnlyList<Tool> Tools)> Load(
        PluginAssembly plugin, ModuleContext context, Func<Assembly, IEnumerable<Type>> types)
    {
        plugin.CheckLoadable();
        var name = Path.GetFileName(plugin.FilePath);
        try
        {
            var own = PluginContext.For(plugin.FilePath, Shared);
            var assembly = own.LoadPlugin();
            if (assembly.ManifestModule.ModuleVersionId.ToString() != plugin.Mvid)
                throw new PluginException($"{name} is another build than the one that was looked at; install it again.");
            // Measured, not guessed: what does not share the host's Core, the guard does not see.
            var core = own.LoadFromAssemblyName(new(typeof(AmazonServiceClient).Assembly.GetName().Name!));
            if (core != typeof(AmazonServiceClient).Assembly)
                throw new PluginException($"{name} was given an AWSSDK.Core other than the host's, so that no guard would see its "
                    + $"requests.");
            return [.. types(assembly)
                .Select(t => (IToolModule)Activator.CreateInstance(t)!)
                .OrderBy(m => m.Name, StringComparer.Ordinal)
                .Select(m => (m, (IReadOnlyList<Tool>)[.. m.CreateTools(context)]))];
        }
        catch (Exception e) when (e is not PluginException)
        {
            var cause = e is TargetInvocationException { InnerException: { } inner } ? inner : e;
            throw new PluginException($"{name} could not be loaded: {cause.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
