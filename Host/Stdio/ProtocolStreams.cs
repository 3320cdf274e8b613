using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Infra.Host.Stdio;

/// <summary>
/// stdin and stdout, taken for the protocol. Whatever else in the process writes to stdout afterwards, managed or native,
/// lands on stderr: one stray line would end the session with a strict client.
/// </summary>
internal static partial class ProtocolStreams
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;
    private const int WindowsStandardOutput = -11;
    private const int WindowsStandardError = -12;

    /// <summary>The protocol's way out. Call it once, before anything is written.</summary>
    public static Stream TakeOutput()
    {
        SafeFileHandle own;
        if (OperatingSystem.IsWindows())
        {
            own = new(GetStdHandle(WindowsStandardOutput), ownsHandle: false);
            SetStdHandle(WindowsStandardOutput, GetStdHandle(WindowsStandardError));
        }
        else
        {
            own = new(Dup(StandardOutput), ownsHandle: true);
            Dup2(StandardError, StandardOutput);
        }

        Console.SetOut(Console.Error);
        return new FileStream(own, FileAccess.Write, bufferSize: 0);
    }

    /// <summary>The protocol's way in.</summary>
    /// <param name="ended">Called when the client has closed it.</param>
    public static Stream TakeInput(Action ended) => new ProtocolInput(Console.OpenStandardInput(), ended);

    [DllImport("libc", EntryPoint = "dup", SetLastError = true)]
    private static extern int Dup(int descriptor);

    [DllImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static extern int Dup2(int from, int to);

    [DllImport("kernel32", SetLastError = true)]
    private static extern nint GetStdHandle(int which);

    [DllImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetStdHandle(int which, nint handle);
}
