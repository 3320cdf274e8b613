using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Infra.Profile;

/// <summary>Copies a method's signature into the metadata of the profile: it stays the same but for the tokens of its types (ECMA-335 II.23.2).</summary>
/// <param name="type">The type in the profile that stands for one of the source's.</param>
internal sealed class Signatures(Func<MetadataReader, EntityHandle, EntityHandle> type)
{
    private const byte Generic = 0x10;

    public BlobBuilder Copy(MetadataReader source, BlobHandle signature)
    {
        var copy = new BlobBuilder();
        var reader = source.GetBlobReader(signature);
        Method(source, ref reader, copy);
        return copy;
    }

    private void Method(MetadataReader source, ref BlobReader reader, BlobBuilder copy)
    {
        var header = Byte(ref reader, copy);
        if ((header & Generic) != 0) Number(ref reader, copy);
        var parameters = Number(ref reader, copy);
        for (var i = 0; i <= parameters; i++) Type(source, ref reader, copy);
    }

    private void Type(MetadataReader source, ref BlobReader reader, BlobBuilder copy)
    {
        switch ((SignatureTypeCode)Byte(ref reader, copy))
        {
            case SignatureTypeCode.Pointer or SignatureTypeCode.ByReference or SignatureTypeCode.SZArray or SignatureTypeCode.Pinned
                or SignatureTypeCode.Sentinel:
                Type(source, ref reader, copy);
                break;
            case SignatureTypeCode.RequiredModifier or SignatureTypeCode.OptionalModifier:
                Token(source, ref reader, copy);
                Type(source, ref reader, copy);
                break;
            case (SignatureTypeCode)SignatureTypeKind.Class or (SignatureTypeCode)SignatureTypeKind.ValueType:
                Token(source, ref reader, copy);
                break;
            case SignatureTypeCode.GenericTypeParameter or SignatureTypeCode.GenericMethodParameter:
                Number(ref reader, copy);
                break;
            case SignatureTypeCode.Array:
                Type(source, ref reader, copy);
                Number(ref reader, copy);
                Numbers(ref reader, copy);
                Numbers(ref reader, copy);
                break;
            case SignatureTypeCode.GenericTypeInstance:
                Byte(ref reader, copy);
                Token(source, ref reader, copy);
                for (var arguments = Number(ref reader, copy); arguments > 0; arguments--) Type(source, ref reader, copy);
                break;
            case SignatureTypeCode.FunctionPointer:
                Method(source, ref reader, copy);
                break;
            default:
                break;
        }
    }

    private void Token(MetadataReader source, ref BlobReader reader, BlobBuilder copy) =>
        copy.WriteCompressedInteger(CodedIndex.TypeDefOrRefOrSpec(type(source, reader.ReadTypeHandle())));

    private static void Numbers(ref BlobReader reader, BlobBuilder copy)
    {
        for (var count = Number(ref reader, copy); count > 0; count--) Number(ref reader, copy);
    }

    private static byte Byte(ref BlobReader reader, BlobBuilder copy)
    {
        var value = reader.ReadByte();
        copy.WriteByte(value);
        return value;
    }

    private static int Number(ref BlobReader reader, BlobBuilder copy)
    {
        var value = reader.ReadCompressedInteger();
        copy.WriteCompressedInteger(value);
        return value;
    }
}
