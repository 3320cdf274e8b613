using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Infra.Plugins.Lambda;

/// <summary>Input of each tool that works on one function.</summary>
public abstract record FunctionInput
{
    /// <summary>Names, ARNs and partial ARNs, all of them also with a version or alias at the end.</summary>
    internal const string Pattern = @"[\w:.$-]+";

    /// <summary>A new name, which may stand at the end of an ARN.</summary>
    internal const string NewName = "(.+:)?[A-Za-z0-9_-]{1,64}";

    [Description("Name or ARN."), RegularExpression(Pattern)]
    public required string FunctionName { get; init; }
}
