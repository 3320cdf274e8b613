namespace Infra.Core.Safety;

/// <summary>
/// Codes of MFA devices. Only a person at a terminal is asked, never a model and never over the protocol: a command that owns the
/// terminal says how.
/// </summary>
internal static class OneTimeCode
{
    /// <summary>Asks the person at the terminal; null where there is none.</summary>
    public static Func<string, Task<string?>>? Ask { get; set; }

    /// <param name="device">The device.</param>
    /// <param name="role">What the code is for.</param>
    /// <param name="signIn">The command that asks for it; null where it is any command.</param>
    /// <exception cref="ToolException">Nobody can be asked, or the answer is no code.</exception>
    public static async Task<string> ReadAsync(string device, string role, string? signIn)
    {
        if (Ask is not { } ask)
        {
            throw new ToolException(ToolErrorCode.CredentialsExpired,
                $"The role {role} demands a code of the MFA device {device}, which is asked for in a terminal only.",
                signIn is null ? "Call from a terminal with the command line, or use a role that a session with MFA has assumed."
                    : $"Run '{signIn}' in a terminal, then call again; the server need not be restarted.");
        }

        var code = (await ask($"Code of the MFA device {device}, for {role}:").ConfigureAwait(false))?.Trim();
        return code is { Length: 6 } && code.All(char.IsAsciiDigit) ? code
            : throw new ToolException(ToolErrorCode.NoCredentials, "That was not the code of an MFA device.",
                "A code has six digits. Call again with the next one.");
    }
}
