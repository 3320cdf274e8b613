using System;
using System.IO;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Infra.Sdk.Generator;

/// <summary>Turns each <c>*.model.json</c> among a project's additional files into the client of that service.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ServiceGenerator : IIncrementalGenerator
{
    private static readonly DiagnosticDescriptor BrokenModel = new(
        "SDK001", "Broken service model", "{0}: {1}", "Infra.Sdk", DiagnosticSeverity.Error, isEnabledByDefault: true);

    /// <inheritdoc />
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var models = context.AdditionalTextsProvider
            .Where(static file => file.Path.EndsWith(".model.json", StringComparison.OrdinalIgnoreCase))
            .Select(static (file, cancellation) => (Name: Path.GetFileName(file.Path), Json: file.GetText(cancellation)?.ToString() ?? ""));
        context.RegisterSourceOutput(models, static (output, model) =>
        {
            try
            {
                string source = ServiceEmitter.Emit(model.Json, out string client);
                output.AddSource(client + ".g.cs", SourceText.From(source, Encoding.UTF8));
            }
            catch (FormatException broken)
            {
                output.ReportDiagnostic(Diagnostic.Create(BrokenModel, Location.None, model.Name, broken.Message));
            }
        });
    }
}
