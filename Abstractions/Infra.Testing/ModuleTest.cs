using System.Runtime.CompilerServices;
using Infra.Manifest;

namespace Infra.Testing;

/// <summary>Proofs over all tools of a module.</summary>
public static class ModuleTest
{
    /// <summary>
    /// Proves that the module can be installed, and that models find their way in its tools: names, descriptions, schemas that every
    /// client understands, paging, plans, examples that fit.
    /// </summary>
    /// <param name="module">A module as the host makes it.</param>
    /// <exception cref="ToolTestException">Every rule that is broken, and by which tool.</exception>
    public static void KeepsTheRules(IToolModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var tools = module.CreateTools(new ModuleContext()).ToList();
        try
        {
            PluginRules.Check(module.GetType().Assembly.GetName().Name!, [(module, tools)]);
        }
        catch (PluginException e)
        {
            throw new ToolTestException($"No host would take it: {e.Message}");
        }

        var broken = ToolRules.All.SelectMany(rule => rule.Value(Faces(module)).Select(what => $"{rule.Key}: {what}")).ToList();
        Proof.That(broken.Count == 0, string.Join('\n', broken));
    }

    /// <summary>
    /// Proves that what clients see of each tool (description, schemas, kind, IAM actions) is as it was approved. To approve a change,
    /// run the tests with <c>UPDATE_SNAPSHOTS=1</c> and commit the files.
    /// </summary>
    /// <param name="module">A module as the host makes it.</param>
    /// <param name="folder">The approved files, one for each tool; the folder <c>snapshots</c> beside the test when left out.</param>
    /// <param name="test">The test's own file, from the compiler. A build that hides the paths of sources needs a folder.</param>
    /// <exception cref="ToolTestException">The first difference.</exception>
    public static void HasTheApprovedFace(IToolModule module, string? folder = null, [CallerFilePath] string test = "")
    {
        ArgumentNullException.ThrowIfNull(module);
        if (folder is null)
            Proof.That(File.Exists(test), $"The build hides where {test} is; name the folder of the snapshots.");
        var snapshots = new Snapshots(folder ?? Path.Combine(Path.GetDirectoryName(test)!, "snapshots"));
        var faces = Faces(module);
        foreach (var face in faces) snapshots.Check(face);
        snapshots.NoneIsLeftOver(faces.Select(f => f.Name));
    }

    private static List<ToolManifest> Faces(IToolModule module) =>
        [.. module.CreateTools(new ModuleContext()).Select(t => ToolManifest.Of(module.Name, t))];
}
