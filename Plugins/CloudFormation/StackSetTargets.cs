using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

/// <summary>Input of tools that act on instances of a stack set.</summary>
public abstract record StackSetTargets
{
    [Description("Stack set name.")]
    public required string StackSetName { get; init; }

    [Description("Account ids, of a set that is self-managed."), RegularExpression("[0-9]{12}"), MaxLength(50)]
    public IReadOnlyList<string> Accounts { get; init; } = [];

    [Description("Organizational units, of a set that is service-managed."), MaxLength(20)]
    public IReadOnlyList<string> OrganizationalUnits { get; init; } = [];

    [Description("Regions."), MinLength(1), MaxLength(40)]
    public required IReadOnlyList<string> Regions { get; init; }

    [Description("Accounts at once in a region; default 1."), Range(1, 1000)]
    public int? AtOnce { get; init; }

    [Description("Failures in a region that do not stop it; default 0."), Range(0, 1000)]
    public int? FailureTolerance { get; init; }

    /// <exception cref="ToolException">It names both or neither kind of target.</exception>
    internal void Check()
    {
        if (Accounts.Count > 0 == OrganizationalUnits.Count > 0)
            throw ToolException.InvalidInput("The call must name accounts or organizational units.",
                "Pass accounts, or organizationalUnits for a set that is service-managed.");
    }

    internal DeploymentTargets? Units => OrganizationalUnits.Count == 0 ? null : new() { OrganizationalUnitIds = [.. OrganizationalUnits] };

    internal List<string>? AccountList => Accounts.Count == 0 ? null : [.. Accounts];

    /// <summary>Where, for a plan.</summary>
    internal IEnumerable<string> Places =>
        Accounts.Concat(OrganizationalUnits).SelectMany(a => Regions.Select(r => $"{a} {r}")).Order(StringComparer.Ordinal);
}
