using System.Net;
using Amazon.Runtime.EventStreams;
using Amazon.Runtime.Internal.Transform;
using Infra.Aws;

namespace Infra.Core.Safety;

/// <summary>
/// An answer that is read as a whole, within bounds: the SDK takes as much memory as whoever answers sends, and that need not be AWS.
/// </summary>
/// <param name="answer">The answer.</param>
/// <param name="write">Whether the request was an act.</param>
internal sealed class BoundedAnswer(IWebResponseData answer, bool write) : IWebResponseData
{
    /// <summary>No answer of AWS that is read as a whole comes near.</summary>
    public const int MostBytes = 64 << 20;

    // An error is a sentence or two.
    private const int MostOfError = 4 << 20;

    private int Most => answer.IsSuccessStatusCode ? MostBytes : MostOfError;

    public long ContentLength => answer.ContentLength;
    public string ContentType => answer.ContentType;
    public HttpStatusCode StatusCode => answer.StatusCode;
    public bool IsSuccessStatusCode => answer.IsSuccessStatusCode;
    public IHttpResponseBody ResponseBody => field ??= new Body(answer.ResponseBody, Most, write);

    public string[] GetHeaderNames() => answer.GetHeaderNames();

    public bool IsHeaderPresent(string headerName) => answer.IsHeaderPresent(headerName);

    public string GetHeaderValue(string headerName) => answer.GetHeaderValue(headerName);

    public IEventStreamHeader GetEventStreamHeader(string headerName) => answer.GetEventStreamHeader(headerName);

    public bool IsEventHeaderPresent(string headerName) => answer.IsEventHeaderPresent(headerName);

    private sealed class Body(IHttpResponseBody body, int most, bool write) : IHttpResponseBody
    {
        public Stream OpenResponse() => new Counted(body.OpenResponse(), most, write);

        public async Task<Stream> OpenResponseAsync() => new Counted(await body.OpenResponseAsync().ConfigureAwait(false), most, write);

        public void Dispose() => body.Dispose();
    }

    private sealed class Counted(Stream stream, int most, bool write) : Stream
    {
        private long read;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer) => Count(stream.Read(buffer));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Count(await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) stream.Dispose();
            base.Dispose(disposing);
        }

        private int Count(int more) => (read += more) <= most ? more : throw AwsErrors.TooLong(most >> 20, write);
    }
}
