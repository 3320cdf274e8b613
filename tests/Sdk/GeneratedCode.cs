using System.Reflection;
using System.Runtime.Loader;
using Infra.Sdk.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Infra.Sdk.Tests;

/// <summary>Runs the generator and the compiler in the test's own process.</summary>
internal static class GeneratedCode
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest);

    private static readonly Lazy<MetadataReference[]> Platform = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => !Path.GetFileName(path).StartsWith("AWSSDK.", StringComparison.Ordinal)
                || Path.GetFileName(path) == "AWSSDK.Core.dll")
            .Select(static path => MetadataReference.CreateFromFile(path))]);

    /// <summary>The clients of some models in one assembly.</summary>
    public static byte[] CompileModels(string assemblyName, params IEnumerable<string> models) =>
        Compile(assemblyName, models.Select(static model => ServiceEmitter.Emit(model, out _)));

    /// <summary>Compiles sources against the platform, AWSSDK.Core, the engine and the given assemblies.</summary>
    public static byte[] Compile(string assemblyName, IEnumerable<string> sources, params IEnumerable<byte[]> references)
    {
        var compilation = CSharpCompilation.Create(
            assemblyName,
            sources.Select(static source => CSharpSyntaxTree.ParseText(source, ParseOptions)),
            Platform.Value.Concat(references.Select(static image => MetadataReference.CreateFromImage(image))),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        var errors = result.Diagnostics.Where(static item => item.Severity == DiagnosticSeverity.Error).Take(5);
        Assert.True(result.Success, string.Join('\n', errors));
        return image.ToArray();
    }

    /// <summary>A load context such as a plugin's: AWSSDK.Core and the engine are shared, all else is its own.</summary>
    public static AssemblyLoadContext CreateContext(string name) => new(name, isCollectible: false);

    public static Assembly Load(AssemblyLoadContext context, byte[] image) => context.LoadFromStream(new MemoryStream(image));
}
