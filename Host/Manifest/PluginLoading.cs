using System.Reflection;
using System.Runtime.Loader;
using Amazon.Runtime;
using Amazon.SSO;
using Amazon.SSOOIDC;
using Amazon.SecurityToken;
using McMaster.NETCore.Plugins;

namespace Infra.Manifest;

/// <summary>Loads a plugin into its own load context.</summary>
public static class PluginLoading
{
    // By assembly: the contract, and AWSSDK.Core with what it finds by name to get credentials.
    private static readonly Type[] Shared =
        [typeof(IToolModule), typeof(AmazonServiceClient), typeof(AmazonSecurityTokenServiceClient), typeof(AmazonSSOClient),
            typeof(AmazonSSOOIDCClient)];

    /// <summary>Loads it and makes its tools.</summary>
    /// <param name="plugin">The assembly.</param>
    /// <param name="context">What its modules are told.</param>
    /// <exception cref="PluginException">It cannot be loaded, or what it offers breaks the contract.</exception>
    public static IReadOnlyList<(IToolModule Module, IReadOnlyList<Tool> Tools)> Load(PluginAssembly plugin, ModuleContext context)
    {
        plugin.CheckLoadable();
        var name = Path.GetFileName(plugin.FilePath);
        try
        {
            // Not collectible: .NET ignores ReadyToRun code in a collectible context, which triples the time of a first call.
            var assembly = PluginLoader.CreateFromAssemblyFile(plugin.FilePath, isUnloadable: false, Shared).LoadDefaultAssembly();
            // Measured, not guessed: what does not share the host's Core, the guard does not see.
            var core = AssemblyLoadContext.GetLoadContext(assembly)!.LoadFromAssemblyName(
                new(typeof(AmazonServiceClient).Assembly.GetName().Name!));
            if (core != typeof(AmazonServiceClient).Assembly)
                throw new PluginException(
                    $"{name} was given an AWSSDK.Core other than the host's, so that no guard would see its requests.");
            var modules = assembly.GetExportedTypes()
                .Where(t => t is { IsAbstract: false, IsClass: true } && typeof(IToolModule).IsAssignableFrom(t)
                    && t.GetConstructor([]) is not null)
                .Select(t => (IToolModule)Activator.CreateInstance(t)!)
                .OrderBy(m => m.Name, StringComparer.Ordinal)
                .Select(m => (m, (IReadOnlyList<Tool>)[.. m.CreateTools(context)]))
                .ToList();
            if (modules.Count == 0) throw new PluginException($"{name} has no public class that implements IToolModule.");
            PluginRules.Check(name, modules);
            return modules;
        }
        catch (Exception e) when (e is not PluginException)
        {
            var cause = e is TargetInvocationException { InnerException: { } inner } ? inner : e;
            throw new PluginException($"{name} could not be loaded: {cause.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
