namespace Infra.Plugins.Iam;

/// <summary>What IAM takes as the name of something new.</summary>
internal static class IamName
{
    private const string Character = "[A-Za-z0-9_+=,.@-]";

    /// <summary>Of a user or a role.</summary>
    public const string OfIdentity = Character + "{1,64}";

    /// <summary>Of a group, a policy or an instance profile.</summary>
    public const string Pattern = Character + "{1,128}";

    /// <summary>Why something cannot be created: it is there. Null when it is not, or when that is not known.</summary>
    /// <param name="what">What, with article and name: <c>a policy read-s3</c>.</param>
    /// <param name="arn">Looks for it; null or IAM's error when there is none.</param>
    /// <param name="unknowns">Where it is noted that the look was denied.</param>
    public static async Task<string?> TakenAsync(string what, Func<Task<string?>> arn, Unknowns unknowns) =>
        await unknowns.FindAsync(what, arn) is { } there ? $"There is {what} already: {there}." : null;
}
