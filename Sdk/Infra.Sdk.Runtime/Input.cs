namespace Infra.Sdk;

/// <summary>Reading a caller's request object.</summary>
internal static class Input
{
    /// <summary>
    /// A member's value as it is to be written. A missing idempotency token is made up here and not stored in the
    /// request: a request object that is used for a second call must not repeat the first call's token.
    /// </summary>
    /// <param name="shape">The structure.</param>
    /// <param name="value">The object.</param>
    /// <param name="index">The member.</param>
    /// <param name="root">The operation, if the structure is the whole request.</param>
    public static object? GetMember(Shape shape, IModelObject value, int index, Operation? root)
    {
        object? item = value.GetMember(index);
        if (item is null)
        {
            return shape.Members[index].IsIdempotencyToken ? Guid.NewGuid().ToString() : null;
        }

        return root is null ? item : shape.Model.AdjustInput(root, shape.Members[index].Shape.Name, item);
    }

    public static TimestampFormat FormatOr(this Shape shape, TimestampFormat usual) =>
        shape.TimestampFormat != TimestampFormat.Default ? shape.TimestampFormat : usual;
}
