using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Infra.Host.Serving;

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
    public static Stream WatchInput(Action ended) => new WatchedStream(Console.OpenStandardInput(), ended);

    [DllImport("libc", EntryPoint = "dup", SetLastError = true)]
    private static extern int Dup(int descriptor);

    [DllImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static extern int Dup2(int from, int to);

    [DllImport("kernel32", SetLastError = true)]
    private static extern nint GetStdHandle(int which);

    [DllImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetStdHandle(int which, nint handle);

    // The SDK ends a session at the end of stdin, but lets running calls go on to their end.
    private sealed class WatchedStream(Stream inner, Action ended) : Stream
    {
        private int told;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Seen(inner.Read(buffer, offset, count), count);

        public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            Seen(await inner.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).ConfigureAwait(false), count);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Seen(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Length);

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Seen(int read, int asked)
        {
            if (read == 0 && asked > 0 && Interlocked.Exchange(ref told, 1) == 0) ended();
            return read;
        }
    }
}
