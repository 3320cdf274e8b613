namespace Infra.Plugins.Rds;

/// <summary>How RDS pages.</summary>
internal static class RdsPages
{
    /// <summary>RDS takes pages of 20 to 100.</summary>
    public static int Size(PageInput input) => Math.Clamp(input.Limit, 20, 100);
}
