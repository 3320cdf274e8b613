using System.IO;
using System.Text;

namespace Amazon.Lambda.Model;

/// <summary>The text forms of what the service takes as bytes or base64.</summary>
public partial class InvokeRequest
{
    /// <summary>The JSON that the function gets, as text; <see cref="PayloadStream"/> holds the same as bytes.</summary>
    public string Payload
    {
        get => PayloadStream is null ? null : Encoding.UTF8.GetString(PayloadStream.ToArray());
        set => PayloadStream = value is null ? null : new MemoryStream(Encoding.UTF8.GetBytes(value));
    }

    /// <summary>The client context as JSON; <see cref="ClientContextBase64"/> holds the same as base64.</summary>
    public string ClientContext
    {
        get => ClientContextBase64 is null ? null : Encoding.UTF8.GetString(System.Convert.FromBase64String(ClientContextBase64));
        set => ClientContextBase64 = value is null ? null : System.Convert.ToBase64String(Encoding.UTF8.GetBytes(value));
    }
}

/// <summary>The text form of what the service takes as bytes.</summary>
public partial class InvokeAsyncRequest
{
    /// <summary>The JSON that the function gets, as text. It replaces <see cref="InvokeArgsStream"/>.</summary>
    public string InvokeArgs
    {
        get => InvokeArgsStream is null ? null : ReadText(InvokeArgsStream);
        set => InvokeArgsStream = value is null ? null : new MemoryStream(Encoding.UTF8.GetBytes(value));
    }

    private static string ReadText(Stream stream)
    {
        if (stream.CanSeek)
        {
            stream.Position = 0;
        }

        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        string text = reader.ReadToEnd();
        if (stream.CanSeek)
        {
            stream.Position = 0;
        }

        return text;
    }
}
