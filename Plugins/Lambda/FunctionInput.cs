using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Infra.Plugins.Lambda;

/// <summary>Input of each tool that works on one function.</summary>
public abstract record FunctionInput
{
    [Description("Name or ARN."), RegularExpression(@"[\w:-]+")]
    public required string FunctionName { get; init; }
}
