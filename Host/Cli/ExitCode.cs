namespace Infra.Host.Cli;

/// <summary>How a command ends, for scripts. docs/cli.md lists them.</summary>
internal static class ExitCode
{
    /// <summary>Done, and everything that was asked for was told.</summary>
    public const int Ok = 0;

    /// <summary>Something local failed: a file, a plugin, a defect. For <c>infra diff</c>: there are differences.</summary>
    public const int Failed = 1;

    /// <summary>The command is not one, or an argument is wrong. Nothing was sent to AWS.</summary>
    public const int Usage = 2;

    /// <summary>Not permitted here, or not confirmed. Nothing was changed.</summary>
    public const int Refused = 3;

    /// <summary>AWS said no, or could not be asked.</summary>
    public const int Aws = 4;

    /// <summary>There is more than was printed, although no part was asked for; or some targets did not answer.</summary>
    public const int Incomplete = 5;

    /// <summary>Ctrl-C.</summary>
    public const int Interrupted = 130;

    /// <summary>The exit code of a failure.</summary>
    public static int Of(ToolException failure) => failure.Code switch
    {
        // Of AWS's own words for a wrong argument the command line knows nothing.
        ToolErrorCode.InvalidInput or ToolErrorCode.NoRegion when failure.AwsErrorCode is null => Usage,
        ToolErrorCode.Refused => Refused,
        ToolErrorCode.Internal => Failed,
        _ => Aws,
    };
}
