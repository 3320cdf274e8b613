using System.Collections;

namespace Infra.Aws;

/// <summary>
/// AWS's environment variables as they were when the host started. A plugin that changes the process's environment moves no other
/// plugin's calls. Without a host (a unit test, say) the process's own variables are read.
/// </summary>
public static class AwsEnvironment
{
    // Each plugin may carry its own copy of this assembly, so the snapshot cannot be in a static field.
    private const string Slot = "Infra.Aws.Environment";

    /// <summary>Takes the snapshot. The host does so once, before any plugin is loaded.</summary>
    public static void Keep()
    {
        Dictionary<string, string> variables = new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        AppContext.SetData(Slot, variables);
    }

    /// <summary>
    /// The value of a variable without the white space around it; null when it is not set or empty. What was read from a file or a mounted
    /// secret often ends with a line break, which no header can carry.
    /// </summary>
    /// <param name="name">For example <c>AWS_REGION</c>.</param>
    public static string? Get(string name)
    {
        var value = AppContext.GetData(Slot) is IReadOnlyDictionary<string, string> kept
            ? kept.GetValueOrDefault(name) : Environment.GetEnvironmentVariable(name);
        return string.IsNullOrWhiteSpace(value) ? null : value.Trim();
    }

    /// <summary>The region that the environment names: AWS_REGION, then AWS_DEFAULT_REGION, as in the AWS CLI.</summary>
    public static string? Region => Get("AWS_REGION") ?? Get("AWS_DEFAULT_REGION");

    /// <summary>The user's folder, as the AWS CLI finds it.</summary>
    public static string Home => Get(OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME")
        ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>
    /// A path whose <c>~</c> at the beginning stands for the user's folder: no shell puts it there in the settings of a client, behind an
    /// <c>@</c> or behind <c>--flag=</c>.
    /// </summary>
    /// <param name="path">Any path.</param>
    public static string InHome(string path) => path is "~" ? Home
        : path is ['~', '/', ..] || OperatingSystem.IsWindows() && path is ['~', '\\', ..] ? Path.Combine(Home, path[2..]) : path;

    /// <summary>The profile that the environment names; null for none.</summary>
    public static string? Profile => Get("AWS_PROFILE") ?? Get("AWS_DEFAULT_PROFILE");
}
