using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Infra.Core.Sinks;

/// <summary>
/// Writes to a Unix descriptor where its own offset stands. A FileStream keeps an offset of its own for files, so that two processes that
/// share a redirected stdout would write over each other; .NET's console streams write under one lock for all of them.
/// </summary>
/// <param name="descriptor">Open for writing.</param>
internal sealed class DescriptorStream(SafeFileHandle descriptor) : Stream
{
    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>
    /// Whether the process was given a descriptor. The number of one that it was not given is free for whatever the runtime opens first,
    /// which unlike what is given is not passed on to other programs.
    /// </summary>
    public static bool IsGiven(int descriptor) => OperatingSystem.IsWindows() || Flags(descriptor) == 0;

    /// <exception cref="IOException">The other end takes nothing.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var written = Write(descriptor, in MemoryMarshal.GetReference(buffer), buffer.Length);
            if (written <= 0) throw new IOException(Marshal.GetLastPInvokeErrorMessage(), Marshal.GetLastPInvokeError());
            buffer = buffer[written..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // A pipe that is full blocks, so not in the thread of whoever writes.
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Task.Run(() => Write(buffer.Span), cancellationToken));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) descriptor.Dispose();
        base.Dispose(disposing);
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [DllImport("libSystem.Native", EntryPoint = "SystemNative_FcntlGetFD")]
    private static extern int Flags(nint descriptor);

    // .NET's own, which goes on after signals.
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Write", SetLastError = true)]
    private static extern int Write(SafeHandle descriptor, in byte buffer, int count);
}
