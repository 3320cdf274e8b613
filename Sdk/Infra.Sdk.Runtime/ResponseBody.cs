namespace Infra.Sdk;

/// <summary>Reads a response's body into memory, within bounds.</summary>
internal static class ResponseBody
{
    /// <summary>No AWS answer that is parsed as a whole comes near; beyond it the peer is broken or hostile.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private const int FirstBuffer = 16 * 1024;
    private const int LargestFirstBuffer = 1024 * 1024;

    /// <exception cref="InvalidDataException">The body is longer than <paramref name="maxBytes"/>.</exception>
    public static ReadOnlyMemory<byte> Read(Stream body, long announcedLength, int maxBytes = MaxBytes)
    {
        // The announced length is a hint and no promise: it must not decide how much memory is taken.
        int first = announcedLength is > 0 and <= LargestFirstBuffer ? (int)announcedLength + 1 : FirstBuffer;
        byte[] buffer = new byte[first];
        int length = 0;
        for (int read; (read = body.Read(buffer, length, buffer.Length - length)) > 0;)
        {
            length += read;
            if (length > maxBytes)
            {
                throw new InvalidDataException($"The response is longer than {maxBytes} bytes.");
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(2L * buffer.Length, maxBytes + 1L));
            }
        }

        return buffer.AsMemory(0, length);
    }
}
