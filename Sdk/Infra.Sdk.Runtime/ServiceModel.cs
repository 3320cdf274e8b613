using System.Globalization;
using System.Net;
using System.Text;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Infra.Sdk;

/// <summary>
/// A service at run time: what the engine must know to speak its protocol. One instance lives in each generated
/// assembly. The facts come as text, one line a shape or operation, and a line is read when it is first needed:
/// a process that makes one call pays for one operation and not for a whole service.
/// </summary>
/// <remarks>
/// Lines: the header, the endpoint rules, the operations, the shapes. Fields are parted by <c>|</c>, members by <c>;</c>,
/// the facts of a member by <c>,</c>. The generator's <c>TableWriter</c> is the other half of this class.
/// </remarks>
public abstract class ServiceModel : IServiceMetadata
{
    private const int FirstOperationLine = 2;

    private readonly int[] _lineStarts;
    private readonly Operation?[] _operations;
    private readonly Shape?[] _shapes;
    private readonly InvokeOptions?[] _invokeOptions;

    /// <summary>Reads the header and finds the lines.</summary>
    protected ServiceModel()
    {
        _lineStarts = FindLines(Table);
        var header = Line(0).Split('|');
        ServiceId = header[0];
        ApiVersion = header[1];
        Protocol = Enum.Parse<ServiceProtocol>(header[2]);
        EndpointPrefix = header[3];
        SigningName = header[4];
        XmlNamespace = ParseXmlName(header[5]);
        TargetPrefix = header[6];
        SdkName = header[7];
        EndpointProvider = new RuleSetEndpointProvider(this);
        _operations = new Operation?[ParseInt(header[8])];
        _invokeOptions = new InvokeOptions?[_operations.Length];
        _shapes = new Shape?[_lineStarts.Length - 1 - FirstOperationLine - _operations.Length];
    }

    /// <summary>The text of the table, in the assembly's own data: no copy of it is made.</summary>
    protected abstract ReadOnlySpan<byte> Table { get; }

    /// <summary>The service's name in AWS metadata, such as <c>Route 53</c>.</summary>
    public string ServiceId { get; }

    /// <inheritdoc />
    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();

    /// <summary>The version of the service's API, a date.</summary>
    public string ApiVersion { get; }

    /// <summary>The first part of the host name.</summary>
    public string EndpointPrefix { get; }

    /// <summary>The name to sign for.</summary>
    public string SigningName { get; }

    /// <summary>Finds the service's endpoints. The rules are the same for all clients and read once.</summary>
    public IEndpointProvider EndpointProvider { get; }

    internal ServiceProtocol Protocol { get; }

    internal XmlName? XmlNamespace { get; }

    internal string TargetPrefix { get; }

    /// <summary>The namespace of the client, without <c>Amazon.</c>.</summary>
    internal string SdkName { get; }

    internal string EndpointRules => Line(1);

    /// <summary>
    /// The official clients leave a collection null when XML holds no element of it, unless AWSConfigs asks for empty ones.
    /// </summary>
    internal static bool KeepsEmptyXmlCollections => AWSConfigs.InitializeCollections;

    internal bool IsXml => Protocol is ServiceProtocol.Query or ServiceProtocol.RestXml;

    internal bool IsRest => Protocol is ServiceProtocol.RestXml or ServiceProtocol.RestJson;

    /// <summary>The marshaller and unmarshaller of an operation. They hold no state of a call and are shared by all clients.</summary>
    /// <param name="operation">The operation's position in the table.</param>
    public InvokeOptions GetInvokeOptions<TResponse>(int operation)
        where TResponse : AmazonWebServiceResponse, new() =>
        _invokeOptions[operation] ??= new InvokeOptions
        {
            RequestMarshaller = new OperationMarshaller(this, GetOperation(operation)),
            ResponseUnmarshaller = new OperationUnmarshaller(this, GetOperation(operation), static () => new TResponse()),
        };

    /// <summary>
    /// Hook for the few rules that no model states, such as the id prefixes of Route 53. Gives the value to write
    /// in place of <paramref name="value"/>; the caller's request stays as it is.
    /// </summary>
    /// <param name="operation">The call.</param>
    /// <param name="shapeName">The type of the request's member in the service model.</param>
    /// <param name="value">What the caller set.</param>
    protected internal virtual object AdjustInput(Operation operation, string shapeName, object value) => value;

    /// <summary>A new, empty value of a structure, list or map.</summary>
    protected internal abstract object CreateValue(int shapeId);

    /// <summary>The constant of an enum, known or new.</summary>
    protected internal abstract object CreateConstant(int shapeId, string value);

    /// <summary>The exception class of a shape, or the service's own base class for -1.</summary>
    protected internal abstract AmazonServiceException CreateException(
        int shapeId,
        string message,
        Exception? innerException,
        ErrorType errorType,
        string? errorCode,
        string? requestId,
        HttpStatusCode statusCode);

    internal Operation GetOperation(int index) => _operations[index] ??= ParseOperation(index);

    internal Shape GetShape(int id) => _shapes[id] ??= ParseShape(id);

    internal AmazonServiceException CreateRequestException(string message) =>
        CreateException(-1, message, null, ErrorType.Sender, null, null, 0);

    private static int[] FindLines(ReadOnlySpan<byte> table)
    {
        var starts = new int[table.Count((byte)'\n') + 1];
        int line = 0;
        for (int at = 0, length; (length = table[at..].IndexOf((byte)'\n')) >= 0;)
        {
            starts[++line] = at += length + 1;
        }

        return starts;
    }

    private string Line(int index) => Encoding.UTF8.GetString(Table[_lineStarts[index]..(_lineStarts[index + 1] - 1)]);

    private static int ParseInt(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static XmlName? ParseXmlName(string text)
    {
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        return text.Length == 0 ? null : space < 0 ? new XmlName(null, text) : new XmlName(text[..space], text[(space + 1)..]);
    }

    private Shape? ShapeOrNull(string id) => id.Length == 0 ? null : GetShape(ParseInt(id));

    private Operation ParseOperation(int index)
    {
        var fields = Line(FirstOperationLine + index).Split('|');
        string flags = fields[10];
        return new Operation(index, fields[0], fields[1], fields[2])
        {
            Input = ShapeOrNull(fields[3]),
            Output = ShapeOrNull(fields[4]),
            ResultWrapper = NullIfEmpty(fields[5]),
            InputRootName = NullIfEmpty(fields[6]),
            InputNamespace = ParseXmlName(fields[7]),
            ErrorIds = fields[8].Length == 0 ? [] : Array.ConvertAll(fields[8].Split(','), ParseInt),
            HostPrefix = NullIfEmpty(fields[9]),
            IsUnsigned = flags.Contains('n', StringComparison.Ordinal),
            CompressesRequest = flags.Contains('z', StringComparison.Ordinal),
            RequiresChecksum = flags.Contains('c', StringComparison.Ordinal),
            HasStreamingOutput = flags.Contains('s', StringComparison.Ordinal),
        };
    }

    private Shape ParseShape(int id)
    {
        var fields = Line(FirstOperationLine + _operations.Length + id).Split('|');
        var kind = (ShapeKind)"seilfdbtBRSLMD".IndexOf(fields[0][0], StringComparison.Ordinal);
        switch (kind)
        {
            case ShapeKind.Structure:
                var structure = new Shape(this, id, kind, fields[1])
                {
                    XmlNamespace = ParseXmlName(fields[2]),
                    Payload = ParseInt(fields[3]),
                    ErrorCode = NullIfEmpty(fields[4]),
                    RootName = NullIfEmpty(fields[5]),
                    Members = fields[6].Length == 0 ? [] : new Member[fields[6].AsSpan().Count(';') + 1],
                };
                if (structure.Members.Length > 0)
                {
                    var members = fields[6].Split(';');
                    for (int i = 0; i < members.Length; i++)
                    {
                        structure.Members[i] = ParseMember(structure, members[i]);
                    }
                }

                return structure;
            case ShapeKind.List:
                return new Shape(this, id, kind, fields[1])
                {
                    ElementId = ParseInt(fields[2]),
                    ElementName = NullIfEmpty(fields[3]) ?? "member",
                    ElementNamespace = ParseXmlName(fields[4]),
                };
            case ShapeKind.Map:
                return new Shape(this, id, kind, fields[1])
                {
                    ElementId = ParseInt(fields[2]),
                    ElementName = NullIfEmpty(fields[3]) ?? "value",
                    ElementNamespace = ParseXmlName(fields[4]),
                    KeyName = NullIfEmpty(fields[5]) ?? "key",
                    KeyNamespace = ParseXmlName(fields[6]),
                };
            default:
                return new Shape(this, id, kind, fields[1])
                {
                    TimestampFormat = fields.Length > 2 ? ParseTimestampFormat(fields[2]) : TimestampFormat.Default,
                };
        }
    }

    private static Member ParseMember(Shape owner, string text)
    {
        var facts = text.Split(',');
        string flags = facts.Length > 3 ? facts[3] : "";
        string wireName = flags.Contains('e', StringComparison.Ordinal) ? "" : NullIfEmpty(facts[1]) ?? facts[0];
        return new Member(owner, ParseInt(facts[2]), facts[0], wireName)
        {
            Location = flags.Length > 0 ? (MemberLocation)(flags[0] - '0') : MemberLocation.Body,
            IsXmlAttribute = flags.Contains('a', StringComparison.Ordinal),
            IsIdempotencyToken = flags.Contains('i', StringComparison.Ordinal),
            IsFlattened = flags.Contains('f', StringComparison.Ordinal),
            IsHostLabel = flags.Contains('h', StringComparison.Ordinal),
            IsJsonValue = flags.Contains('j', StringComparison.Ordinal),
            XmlNamespace = facts.Length > 4 ? ParseXmlName(facts[4]) : null,
            TimestampFormat = facts.Length > 5 ? ParseTimestampFormat(facts[5]) : TimestampFormat.Default,
        };
    }

    private static TimestampFormat ParseTimestampFormat(string text) => text switch
    {
        "iso8601" => TimestampFormat.Iso8601,
        "rfc822" => TimestampFormat.Rfc822,
        "unixTimestamp" => TimestampFormat.UnixTimestamp,
        _ => TimestampFormat.Default,
    };
}
