using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Infra.Generator;

/// <summary>
/// Finds the records that a plugin's tools take and return (arguments of type parameters that are marked <c>[ToolInput]</c> or
/// <c>[ToolOutput]</c>) and writes the code that reads and writes their JSON. What it does not know, the serializer does at run time:
/// see <see cref="CodecWriter"/>.
/// </summary>
[Generator]
public sealed class CodecGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // By what the code looks like first, since that is cheap: a call with type arguments, or a type of two.
        var records = context.SyntaxProvider.CreateSyntaxProvider(
            static (node, _) => node is GenericNameSyntax name
                && (IsCalled(name) || name is { Identifier.Text: "Tool", TypeArgumentList.Arguments.Count: 2 }),
            static (syntax, cancellation) => Records(syntax.SemanticModel.GetSymbolInfo(syntax.Node, cancellation)));
        // Only the text goes on from here, and an unchanged text ends the work.
        var source = records.Where(static r => !r.IsEmpty).Collect().Combine(context.CompilationProvider)
            .Select(static (found, cancellation) => CodecWriter.Write(found.Right, found.Left.SelectMany(r => r), cancellation));
        context.RegisterSourceOutput(source, static (output, text) =>
        {
            if (text is not null) output.AddSource("ToolCodecs.g.cs", SourceText.From(text, System.Text.Encoding.UTF8));
        });
    }

    private static bool IsCalled(GenericNameSyntax name) => name.Parent is InvocationExpressionSyntax
        || (name.Parent is MemberAccessExpressionSyntax access && access.Name == name && access.Parent is InvocationExpressionSyntax);

    private static ImmutableArray<Use> Records(SymbolInfo info)
    {
        var symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        var (parameters, arguments) = symbol switch
        {
            IMethodSymbol method => (method.TypeParameters, method.TypeArguments),
            INamedTypeSymbol type => (type.TypeParameters, type.TypeArguments),
            _ => (ImmutableArray<ITypeParameterSymbol>.Empty, ImmutableArray<ITypeSymbol>.Empty),
        };
        return [.. parameters.Zip(arguments, (p, a) => new Use(a, Is(p, "Infra.ToolInputAttribute"), Is(p, "Infra.ToolOutputAttribute")))
            .Where(u => (u.IsRead || u.IsWritten) && u.Record is INamedTypeSymbol { TypeKind: not TypeKind.Error })];
    }

    private static bool Is(ITypeParameterSymbol parameter, string mark) =>
        parameter.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == mark);

    /// <summary>A record that a tool takes or returns.</summary>
    internal readonly struct Use(ITypeSymbol record, bool isRead, bool isWritten)
    {
        public ITypeSymbol Record => record;
        public bool IsRead => isRead;
        public bool IsWritten => isWritten;
    }
}
