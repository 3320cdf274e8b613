using System.Text.Encodings.Web;
using System.Text.Json;

namespace Infra.Sdk;

/// <summary>What a value is. The order is the order of the letters in the table (<see cref="ServiceModel"/>).</summary>
public enum ShapeKind : byte
{
    /// <summary>Text.</summary>
    String,

    /// <summary>Text with known values, a <c>ConstantClass</c> in C#.</summary>
    Enum,

    /// <summary>32 bit number.</summary>
    Integer,

    /// <summary>64 bit number.</summary>
    Long,

    /// <summary>Single precision number.</summary>
    Float,

    /// <summary>Double precision number.</summary>
    Double,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A moment, in UTC.</summary>
    Timestamp,

    /// <summary>Bytes in memory.</summary>
    Blob,

    /// <summary>Bytes that are read or written as they flow.</summary>
    Stream,

    /// <summary>Named members, a class in C#.</summary>
    Structure,

    /// <summary>Values in order.</summary>
    List,

    /// <summary>Values by text key.</summary>
    Map,

    /// <summary>Free JSON.</summary>
    Document,
}

/// <summary>Where a member of a request or response travels.</summary>
public enum MemberLocation : byte
{
    /// <summary>In the body.</summary>
    Body,

    /// <summary>In the path.</summary>
    Uri,

    /// <summary>In the query string.</summary>
    Query,

    /// <summary>In one header.</summary>
    Header,

    /// <summary>In all headers with one prefix.</summary>
    PrefixedHeaders,

    /// <summary>The HTTP status.</summary>
    StatusCode,
}

/// <summary>The wire protocols that AWS services speak.</summary>
public enum ServiceProtocol : byte
{
    /// <summary>Form parameters in, XML out.</summary>
    Query,

    /// <summary>Paths, headers and XML.</summary>
    RestXml,

    /// <summary>Paths, headers and JSON.</summary>
    RestJson,

    /// <summary>One path, JSON 1.0.</summary>
    Json10,

    /// <summary>One path, JSON 1.1.</summary>
    Json11,
}

/// <summary>How a moment is written.</summary>
public enum TimestampFormat : byte
{
    /// <summary>As is usual at its place in the protocol.</summary>
    Default,

    /// <summary>2026-01-31T12:00:00Z.</summary>
    Iso8601,

    /// <summary>Sat, 31 Jan 2026 12:00:00 GMT.</summary>
    Rfc822,

    /// <summary>Seconds since 1970.</summary>
    UnixTimestamp,
}

/// <summary>One type of a service model.</summary>
public sealed class Shape
{
    private Dictionary<string, int>? _bodyMembers;

    internal Shape(ServiceModel model, int id, ShapeKind kind, string name)
    {
        Model = model;
        Id = id;
        Kind = kind;
        Name = name;
    }

    internal ServiceModel Model { get; }

    /// <summary>The position in the table, the number that generated code switches on.</summary>
    public int Id { get; }

    /// <summary>What the value is.</summary>
    public ShapeKind Kind { get; }

    /// <summary>The name in the service model.</summary>
    public string Name { get; }

    internal Member[] Members { get; init; } = [];

    internal XmlName? XmlNamespace { get; init; }

    internal string? RootName { get; init; }

    internal TimestampFormat TimestampFormat { get; init; }

    /// <summary>The error code on the wire, where it differs from the name.</summary>
    internal string? ErrorCode { get; init; }

    /// <summary>The member that is the whole body, or -1.</summary>
    internal int Payload { get; init; } = -1;

    internal int ElementId { get; init; } = -1;

    internal string ElementName { get; init; } = "member";

    internal XmlName? ElementNamespace { get; init; }

    internal string KeyName { get; init; } = "key";

    internal XmlName? KeyNamespace { get; init; }

    internal Shape Element => field ??= Model.GetShape(ElementId);

    internal bool IsText => Kind is ShapeKind.String or ShapeKind.Enum;

    internal bool HasBodyMembers => BodyMembers.Count > 0;

    private Dictionary<string, int> BodyMembers
    {
        get
        {
            if (_bodyMembers is { } known)
            {
                return known;
            }

            var members = new Dictionary<string, int>(StringComparer.Ordinal);
            for (int i = 0; i < Members.Length; i++)
            {
                if (Members[i] is { Location: MemberLocation.Body, IsXmlAttribute: false } member)
                {
                    members.TryAdd(member.WireName, i);
                }
            }

            return _bodyMembers = members;
        }
    }

    internal int FindBodyMember(string wireName) => BodyMembers.GetValueOrDefault(wireName, -1);

    /// <summary>
    /// Finds the member that the reader's property name names. Services write members in a steady order, so the
    /// search begins behind the last hit: most names are found by one comparison and none needs a string.
    /// </summary>
    internal int FindBodyMember(ref Utf8JsonReader reader, ref int next)
    {
        var members = Members;
        for (int step = 0, i = next; step < members.Length; step++, i++)
        {
            if (i >= members.Length)
            {
                i = 0;
            }

            if (members[i].Location == MemberLocation.Body && reader.ValueTextEquals(members[i].JsonName.EncodedUtf8Bytes))
            {
                next = i + 1;
                return i;
            }
        }

        return -1;
    }
}

/// <summary>One member of a structure.</summary>
internal sealed class Member(Shape owner, int shapeId, string name, string wireName)
{
    private object? _jsonName;

    public string Name { get; } = name;

    public string WireName { get; } = wireName;

    public MemberLocation Location { get; init; }

    public bool IsXmlAttribute { get; init; }

    public bool IsIdempotencyToken { get; init; }

    public bool IsFlattened { get; init; }

    public bool IsHostLabel { get; init; }

    /// <summary>The text is JSON; in a header it travels as base64.</summary>
    public bool IsJsonValue { get; init; }

    public XmlName? XmlNamespace { get; init; }

    public TimestampFormat TimestampFormat { get; init; }

    public Shape Shape => field ??= owner.Model.GetShape(shapeId);

    // Kept boxed: a reference is written at once, where a struct could be seen half written by another thread.
    public JsonEncodedText JsonName =>
        (JsonEncodedText)(_jsonName ??= JsonEncodedText.Encode(WireName, JavaScriptEncoder.UnsafeRelaxedJsonEscaping));

    public TimestampFormat FormatOr(TimestampFormat usual) =>
        TimestampFormat != TimestampFormat.Default ? TimestampFormat : Shape.TimestampFormat != TimestampFormat.Default
            ? Shape.TimestampFormat : usual;
}

/// <summary>A namespace to write on an element, with its prefix if it has one.</summary>
internal sealed record XmlName(string? Prefix, string Uri);

/// <summary>One operation of a service.</summary>
public sealed class Operation
{
    internal Operation(int index, string name, string httpMethod, string requestUri)
    {
        Index = index;
        Name = name;
        HttpMethod = httpMethod;
        RequestUri = requestUri;
    }

    internal int Index { get; }

    /// <summary>The name, such as <c>DescribeDBInstances</c>.</summary>
    public string Name { get; }

    internal string HttpMethod { get; }

    internal string RequestUri { get; }

    internal Shape? Input { get; init; }

    internal Shape? Output { get; init; }

    internal string? ResultWrapper { get; init; }

    internal string? InputRootName { get; init; }

    internal XmlName? InputNamespace { get; init; }

    internal string? HostPrefix { get; init; }

    internal int[] ErrorIds { get; init; } = [];

    /// <summary>The service takes the call without a signature.</summary>
    internal bool IsUnsigned { get; init; }

    internal bool CompressesRequest { get; init; }

    internal bool RequiresChecksum { get; init; }

    internal bool HasStreamingOutput { get; init; }
}
