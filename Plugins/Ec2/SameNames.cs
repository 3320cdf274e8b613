using System.Collections;
using Amazon.Runtime;

namespace Infra.Plugins.Ec2;

/// <summary>
/// From what EC2 describes to what it takes. The SDK has two types for the same thing there, with properties of the same names; copied
/// by name, none of them is forgotten, new ones included.
/// </summary>
internal static class SameNames
{
    /// <summary>A request's object with all that the described one has under the same name; what a request does not take is left
    /// out.</summary>
    /// <param name="described">An object of the SDK.</param>
    public static T Copy<T>(object described) where T : new() => (T)Copy(described, typeof(T));

    private static object Copy(object from, Type to)
    {
        var made = Activator.CreateInstance(to)!;
        foreach (var property in to.GetProperties().Where(p => p.CanWrite))
            if (from.GetType().GetProperty(property.Name)?.GetValue(from) is { } value)
                property.SetValue(made, Fit(value, property.PropertyType));
        return made;
    }

    private static object Fit(object value, Type type)
    {
        if (type.IsInstanceOfType(value)) return value;
        // The same words may be of two types.
        if (value is ConstantClass word) return Activator.CreateInstance(type, word.Value)!;
        if (value is not IList items) return Copy(value, type);
        var list = (IList)Activator.CreateInstance(type)!;
        foreach (var item in items) list.Add(Fit(item!, type.GetGenericArguments()[0]));
        return list;
    }
}
