using System.Collections;
using System.Text;
using System.Xml;

namespace Infra.Sdk;

/// <summary>XML bodies of requests.</summary>
internal static class XmlRequestWriter
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        OmitXmlDeclaration = true,
    };

    /// <summary>Writes one root element.</summary>
    /// <param name="name">The name of the element.</param>
    /// <param name="xmlNamespace">Its namespace, if it has one.</param>
    /// <param name="shape">The structure.</param>
    /// <param name="value">The object.</param>
    /// <param name="root">The operation, if the structure is the whole request.</param>
    public static byte[] Write(string name, XmlName? xmlNamespace, Shape shape, object value, Operation? root)
    {
        var body = new MemoryStream();
        using (var writer = XmlWriter.Create(body, Settings))
        {
            // The default namespace of the root holds for what is inside, as long as that names none.
            string defaultNamespace = xmlNamespace is { Prefix: null } ? xmlNamespace.Uri : "";
            StartElement(writer, name, xmlNamespace, defaultNamespace);
            WriteContent(writer, shape, value, null, defaultNamespace, root);
            writer.WriteEndElement();
        }

        return body.ToArray();
    }

    private static void WriteStructure(XmlWriter writer, Shape shape, IModelObject value, string defaultNamespace, Operation? root)
    {
        var members = shape.Members;
        for (int i = 0; i < members.Length; i++)
        {
            if (members[i].IsXmlAttribute && value.GetMember(i) is { } item)
            {
                WriteAttribute(writer, members[i], item);
            }
        }

        for (int i = 0; i < members.Length; i++)
        {
            var member = members[i];
            if (member is { IsXmlAttribute: false, Location: MemberLocation.Body } && Input.GetMember(shape, value, i, root) is { } item)
            {
                WriteMember(writer, member, item, defaultNamespace);
            }
        }
    }

    private static void WriteAttribute(XmlWriter writer, Member member, object value)
    {
        string text = ScalarText.Format(value, member.FormatOr(TimestampFormat.Iso8601));
        int colon = member.WireName.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            writer.WriteAttributeString(member.WireName, text);
        }
        else
        {
            // The one attribute with a prefix that AWS models have is xsi:type.
            string uri = member.XmlNamespace?.Uri ?? "http://www.w3.org/2001/XMLSchema-instance";
            writer.WriteAttributeString(member.WireName[..colon], member.WireName[(colon + 1)..], uri, text);
        }
    }

    private static void WriteMember(XmlWriter writer, Member member, object value, string defaultNamespace)
    {
        if (member.IsFlattened && value is IList list)
        {
            foreach (object? item in list)
            {
                WriteElement(writer, member.WireName, member.XmlNamespace, member.Shape.Element, item, null, defaultNamespace);
            }
        }
        else if (member.IsFlattened && value is IDictionary map)
        {
            foreach (DictionaryEntry entry in map)
            {
                WriteEntry(writer, member.WireName, member.XmlNamespace, member.Shape, entry, defaultNamespace);
            }
        }
        else
        {
            WriteElement(writer, member.WireName, member.XmlNamespace, member.Shape, value, member, defaultNamespace);
        }
    }

    private static void WriteElement(
        XmlWriter writer, string name, XmlName? xmlNamespace, Shape shape, object? value, Member? member, string defaultNamespace)
    {
        if (value is null)
        {
            return;
        }

        if (xmlNamespace is { Prefix: null })
        {
            defaultNamespace = xmlNamespace.Uri;
        }

        StartElement(writer, name, xmlNamespace, defaultNamespace);
        WriteContent(writer, shape, value, member, defaultNamespace, null);
        writer.WriteEndElement();
    }

    private static void WriteEntry(
        XmlWriter writer, string name, XmlName? xmlNamespace, Shape shape, DictionaryEntry entry, string defaultNamespace)
    {
        if (xmlNamespace is { Prefix: null })
        {
            defaultNamespace = xmlNamespace.Uri;
        }

        StartElement(writer, name, xmlNamespace, defaultNamespace);
        StartElement(writer, shape.KeyName, shape.KeyNamespace, shape.KeyNamespace is { Prefix: null } key ? key.Uri : defaultNamespace);
        writer.WriteString((string)entry.Key);
        writer.WriteEndElement();
        WriteElement(writer, shape.ElementName, shape.ElementNamespace, shape.Element, entry.Value, null, defaultNamespace);
        writer.WriteEndElement();
    }

    private static void WriteContent(
        XmlWriter writer, Shape shape, object value, Member? member, string defaultNamespace, Operation? root)
    {
        switch (value)
        {
            case IModelObject structure:
                WriteStructure(writer, shape, structure, defaultNamespace, root);
                break;
            case IDictionary map:
                foreach (DictionaryEntry entry in map)
                {
                    WriteEntry(writer, "entry", null, shape, entry, defaultNamespace);
                }

                break;
            case IList list:
                foreach (object? item in list)
                {
                    WriteElement(writer, shape.ElementName, shape.ElementNamespace, shape.Element, item, null, defaultNamespace);
                }

                break;
            default:
                var format = member?.FormatOr(TimestampFormat.Iso8601) ?? shape.FormatOr(TimestampFormat.Iso8601);
                writer.WriteString(ScalarText.Format(value, format));
                break;
        }
    }

    /// <summary>Opens an element in the namespace that holds at its place; a prefix is only declared on it.</summary>
    private static void StartElement(XmlWriter writer, string name, XmlName? xmlNamespace, string defaultNamespace)
    {
        writer.WriteStartElement(name, defaultNamespace);
        if (xmlNamespace is { Prefix: { } prefix })
        {
            writer.WriteAttributeString("xmlns", prefix, null, xmlNamespace.Uri);
        }
    }
}
