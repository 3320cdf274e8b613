using System.Collections;
using System.Runtime.InteropServices;
using System.Xml;

namespace Infra.Sdk;

/// <summary>XML bodies of responses, read in one pass. Namespaces are ignored, as services are not steady in them.</summary>
internal static class XmlResponseReader
{
    /// <summary>No AWS answer nests nearly as deep; the reader's memory and our stack grow with the depth.</summary>
    private const int MaxDepth = 128;

    private static readonly XmlReaderSettings Settings = new()
    {
        // No document type: no entity can be declared, so none can expand.
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>Opens a body at its root element.</summary>
    /// <exception cref="XmlException">The body is no XML, or it is a web page.</exception>
    public static XmlReader Open(ReadOnlyMemory<byte> body)
    {
        var reader = XmlReader.Create(AsStream(body), Settings);
        if (reader.MoveToContent() != XmlNodeType.Element)
        {
            throw new XmlException("The body has no root element.");
        }

        // A proxy or a login portal answers with a page, now and then even with status 200.
        return reader.LocalName.Equals("html", StringComparison.OrdinalIgnoreCase)
            ? throw new XmlException("The body is a web page and not the answer of a service.")
            : reader;
    }

    public static void ReadStructure(XmlReader reader, Shape shape, IModelObject target)
    {
        if (reader.HasAttributes)
        {
            ReadAttributes(reader, shape, target);
        }

        var children = new ChildCursor(reader);
        while (children.MoveNext())
        {
            ReadMember(reader, shape, target);
        }
    }

    /// <summary>Reads the member that the reader stands on, if the structure has it, and leaves it.</summary>
    public static void ReadMember(XmlReader reader, Shape shape, IModelObject target)
    {
        int index = shape.FindBodyMember(reader.LocalName);
        if (index < 0)
        {
            Skip(reader);
            return;
        }

        var member = shape.Members[index];
        if (member.IsFlattened && member.Shape.Kind == ShapeKind.List)
        {
            var list = target.GetMember(index) as IList ?? (IList)shape.Model.CreateValue(member.Shape.Id);
            AddItem(reader, member.Shape.Element, list);
            target.SetMember(index, list);
        }
        else if (member.IsFlattened && member.Shape.Kind == ShapeKind.Map)
        {
            var map = target.GetMember(index) as IDictionary ?? (IDictionary)shape.Model.CreateValue(member.Shape.Id);
            ReadEntry(reader, member.Shape, map);
            target.SetMember(index, map);
        }
        else
        {
            target.SetMember(index, ReadValue(reader, member.Shape, member.FormatOr(TimestampFormat.Iso8601)));
        }
    }

    public static object? ReadValue(XmlReader reader, Shape shape, TimestampFormat format)
    {
        switch (shape.Kind)
        {
            case ShapeKind.Structure:
                var structure = (IModelObject)shape.Model.CreateValue(shape.Id);
                ReadStructure(reader, shape, structure);
                return structure;
            case ShapeKind.List:
                var list = (IList)shape.Model.CreateValue(shape.Id);
                var items = new ChildCursor(reader);
                while (items.MoveNext())
                {
                    AddItem(reader, shape.Element, list);
                }

                return list.Count > 0 || ServiceModel.KeepsEmptyXmlCollections ? list : null;
            case ShapeKind.Map:
                var map = (IDictionary)shape.Model.CreateValue(shape.Id);
                var entries = new ChildCursor(reader);
                while (entries.MoveNext())
                {
                    ReadEntry(reader, shape, map);
                }

                return map.Count > 0 || ServiceModel.KeepsEmptyXmlCollections ? map : null;
            default:
                return ScalarText.Parse(shape, ReadText(reader), format);
        }
    }

    /// <summary>The text of an element without children; leaves the element.</summary>
    public static string ReadText(XmlReader reader) => reader.ReadElementContentAsString();

    /// <summary>Leaves the element that the reader stands on, whatever is in it.</summary>
    public static void Skip(XmlReader reader)
    {
        int depth = reader.Depth;
        if (!reader.IsEmptyElement)
        {
            while (reader.Read() && (reader.NodeType != XmlNodeType.EndElement || reader.Depth > depth))
            {
                CheckDepth(reader);
            }
        }

        reader.Read();
    }

    /// <summary>Reads on to the end, so that a body that breaks off behind the answer is not taken for whole.</summary>
    public static void ReadToEnd(XmlReader reader)
    {
        while (reader.Read())
        {
            CheckDepth(reader);
        }
    }

    private static void CheckDepth(XmlReader reader)
    {
        if (reader.Depth > MaxDepth)
        {
            throw new XmlException($"Elements lie more than {MaxDepth} deep.");
        }
    }

    private static MemoryStream AsStream(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(body.ToArray(), writable: false);

    private static void AddItem(XmlReader reader, Shape element, IList list)
    {
        object? item = ReadValue(reader, element, element.FormatOr(TimestampFormat.Iso8601));
        if (item is not null)
        {
            list.Add(item);
        }
    }

    private static void ReadEntry(XmlReader reader, Shape shape, IDictionary map)
    {
        string? key = null;
        object? value = null;
        var children = new ChildCursor(reader);
        while (children.MoveNext())
        {
            if (reader.LocalName == shape.KeyName)
            {
                key = ReadText(reader);
            }
            else if (reader.LocalName == shape.ElementName)
            {
                value = ReadValue(reader, shape.Element, shape.Element.FormatOr(TimestampFormat.Iso8601));
            }
            else
            {
                Skip(reader);
            }
        }

        if (key is not null && (value is not null || shape.Element.IsText))
        {
            map[key] = value;
        }
    }

    private static void ReadAttributes(XmlReader reader, Shape shape, IModelObject target)
    {
        for (int i = 0; i < shape.Members.Length; i++)
        {
            var member = shape.Members[i];
            if (!member.IsXmlAttribute)
            {
                continue;
            }

            // The prefix in the answer is the service's choice, not the model's.
            string localName = member.WireName[(member.WireName.IndexOf(':', StringComparison.Ordinal) + 1)..];
            for (bool more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
            {
                if (reader.LocalName == localName)
                {
                    target.SetMember(i, ScalarText.Parse(member.Shape, reader.Value, member.FormatOr(TimestampFormat.Iso8601)));
                }
            }

            reader.MoveToElement();
        }
    }

    /// <summary>
    /// Goes through the children of the element that the reader stands on, and leaves the element behind the last one.
    /// Whoever uses it must leave each child before it moves on.
    /// </summary>
    public struct ChildCursor(XmlReader reader)
    {
        private bool _entered;

        public bool MoveNext()
        {
            if (!_entered)
            {
                _entered = true;
                CheckDepth(reader);
                bool empty = reader.IsEmptyElement;
                reader.Read();
                if (empty)
                {
                    return false;
                }
            }

            while (reader.NodeType != XmlNodeType.Element)
            {
                if (reader.NodeType == XmlNodeType.EndElement)
                {
                    reader.Read();
                    return false;
                }

                if (!reader.Read())
                {
                    throw new XmlException("The body breaks off.");
                }
            }

            return true;
        }
    }
}
