namespace Infra.Aws;

/// <summary>What an answer says besides its data.</summary>
public static class Notes
{
    /// <summary>Sentences as one text; null where there are none.</summary>
    /// <param name="sentences">Those that are null or empty are left out.</param>
    public static string? Join(params IEnumerable<string?> sentences) =>
        string.Join(" ", sentences.Where(s => !string.IsNullOrEmpty(s))) is { Length: > 0 } all ? all : null;
}
