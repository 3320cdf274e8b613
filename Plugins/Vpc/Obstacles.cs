namespace Infra.Plugins.Vpc;

/// <summary>Plans of deletions that AWS refuses as long as something depends on the resource.</summary>
internal static class Obstacles
{
    /// <summary>The plan, with everything that stands in the way.</summary>
    /// <param name="summary">The act, when nothing stands in the way.</param>
    /// <param name="what">What is to be deleted.</param>
    /// <param name="effects">What changes.</param>
    /// <param name="obstacles">What must go first, a line each.</param>
    /// <param name="resource">What is to be deleted, as it is now.</param>
    public static ToolPlan Plan(string summary, string what, IEnumerable<string> effects, IEnumerable<string> obstacles, PlannedResource resource)
    {
        var all = obstacles.ToList();
        return new(
            all.Count == 0 ? summary : $"AWS will refuse to delete {what}: {all.Count} thing(s) stand in the way and must go first.",
            [.. all.Count == 0 ? effects : Networks.Some(all, 50).Select(o => $"In the way: {o}")])
        {
            Resources = [resource],
        };
    }
}
