using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Infra.Plugins.Lambda;

/// <summary>Input of each tool that works on one function.</summary>
public abstract record FunctionInput
{
    /// <summary>Names, ARNs and partial ARNs, all of them also with a version or alias at the end.</summary>
    internal const string Pattern = @"[\w:.$-]+";

    [Description("Name or ARN."), RegularExpression(Pattern)]
    public required string FunctionName { get; init; }
}
