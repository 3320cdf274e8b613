using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Infra.Core.Sinks;
using Microsoft.Win32.SafeHandles;

namespace Infra.Host.Stdio;

/// <summary>
/// The standard input and output of the process, taken for the command that runs. What else reads descriptor 0 afterwards, in this process
/// or in a child, finds the end of a file; what else is written to descriptor 1 lands on stderr. Otherwise a helper for credentials would
/// take requests away from the server, and one stray line of a plugin would end the session with a strict client.
/// </summary>
internal static class StandardStreams
{
    private const int WindowsInput = -10;
    private const int WindowsOutput = -11;
    private const int WindowsError = -12;
    private const uint Inherit = 1;
    private const uint EchoInput = 4;

    // Stays open as long as the process: on Windows it is what children get as their standard input.
    private static SafeFileHandle? nothing;

    private static nint console;

    /// <summary>What comes in; children do not inherit it.</summary>
    public static Stream Input { get; private set; } = Stream.Null;

    /// <summary>What goes out; children do not inherit it.</summary>
    public static Stream Output { get; private set; } = Stream.Null;

    /// <summary>Whether a person sits at both ends.</summary>
    public static bool AreInteractive { get; private set; }

    /// <summary>Whether what is written to <see cref="Output"/> goes to a person's screen.</summary>
    public static bool IsOutputTerminal { get; private set; }

    /// <summary>Takes them. Call it once, before anything is read, written or started.</summary>
    /// <exception cref="IOException">The operating system refuses it.</exception>
    public static void Take()
    {
        IsOutputTerminal = !Console.IsOutputRedirected;
        AreInteractive = !Console.IsInputRedirected && IsOutputTerminal;
        // .NET gives its console stream a descriptor of its own, which children do not inherit. Only from a terminal it reads through a
        // shared one.
        Input = Open(0, () => Console.IsInputRedirected || OperatingSystem.IsWindows()
            ? Console.OpenStandardInput() : File.OpenRead("/dev/tty"));
        Output = Open(1, OwnOutput);
        if (OperatingSystem.IsWindows()) TakeOnWindows();
        else TakeOnUnix();
        Console.SetIn(TextReader.Null);
        if (!DescriptorStream.IsGiven(2)) Console.SetError(TextWriter.Null);
        Console.SetOut(Console.Error);
    }

    /// <summary>Has the terminal show what a person types, or hide it.</summary>
    /// <param name="on">Whether it is shown.</param>
    /// <returns>False when the terminal cannot do that.</returns>
    public static bool Echo(bool on)
    {
        if (OperatingSystem.IsWindows())
            return GetConsoleMode(console, out var mode) && SetConsoleMode(console, on ? mode | EchoInput : mode & ~EchoInput);
        try
        {
            // The descriptor of the terminal is no longer 0, and its settings have another layout on each system.
            using var stty = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"stty {(on ? "" : "-")}echo </dev/tty"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            stty?.WaitForExit();
            return stty is { ExitCode: 0 };
        }
        catch (Win32Exception)
        {
            // There is no shell.
            return false;
        }
    }

    private static Stream Open(int descriptor, Func<Stream> open)
    {
        try
        {
            // The process may have been started without it.
            return DescriptorStream.IsGiven(descriptor) ? open() : Stream.Null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Stream.Null;
        }
    }

    // Not a console stream: on Unix all of those write under one lock, so that a stderr that nobody reads would hold up the answers.
    private static Stream OwnOutput()
    {
        if (OperatingSystem.IsWindows()) return Console.OpenStandardOutput();
        var own = Dup(1);
        Check(own >= 0);
        return new DescriptorStream(new(own, ownsHandle: true));
    }

    private static void TakeOnUnix()
    {
        using var empty = File.OpenHandle("/dev/null");
        var nowhere = (int)empty.DangerousGetHandle();
        // What the runtime has opened by such a number is left to it.
        if (DescriptorStream.IsGiven(0)) Check(Dup2(nowhere, 0) >= 0);
        if (DescriptorStream.IsGiven(1)) Check(Dup2(DescriptorStream.IsGiven(2) ? 2 : nowhere, 1) >= 0);
    }

    private static void TakeOnWindows()
    {
        console = GetStdHandle(WindowsInput);
        foreach (var own in new[] { GetStdHandle(WindowsInput), GetStdHandle(WindowsOutput) })
            // A console's handle cannot be changed, and need not be: it is not what a client writes to.
            if (own is not (0 or -1)) _ = SetHandleInformation(own, Inherit, 0);
        nothing = File.OpenHandle("NUL", share: FileShare.ReadWrite | FileShare.Inheritable);
        Check(SetStdHandle(WindowsInput, nothing.DangerousGetHandle()));
        Check(SetStdHandle(WindowsOutput, GetStdHandle(WindowsError)));
    }

    private static void Check(bool done)
    {
        if (!done) throw new IOException($"The standard streams cannot be taken: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    // .NET's own, which unlike dup also sets close-on-exec; fcntl cannot be declared, as it takes variable arguments.
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Dup", SetLastError = true)]
    private static extern nint Dup(nint descriptor);

    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [DllImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static extern int Dup2(int from, int to);

    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [DllImport("kernel32", SetLastError = true)]
    private static extern nint GetStdHandle(int which);

    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [DllImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetStdHandle(int which, nint handle);

    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [DllImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetHandleInformation(nint handle, uint mask, uint flags);

    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [DllImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetConsoleMode(nint console, out uint mode);

    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [DllImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetConsoleMode(nint console, uint mode);
}
