using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Infra.Sdk.Generator;

/// <summary>
/// Reads JSON into strings, numbers, booleans, lists and <see cref="JsonMap"/>. The compiler would have to be given
/// every package that a generator uses, so the generator uses none.
/// </summary>
public sealed class JsonReader
{
    private readonly string _text;
    private int _position;

    private JsonReader(string text) => _text = text;

    /// <summary>Reads a text that holds one object.</summary>
    /// <exception cref="FormatException">The text is not JSON, or no object.</exception>
    public static JsonMap ReadObject(string text)
    {
        var reader = new JsonReader(text);
        var value = reader.ReadValue() as JsonMap ?? throw reader.Error("an object");
        reader.SkipSpace();
        return reader._position == text.Length ? value : throw reader.Error("the end");
    }

    private object? ReadValue()
    {
        SkipSpace();
        switch (Peek())
        {
            case '{':
                return ReadMap();
            case '[':
                return ReadList();
            case '"':
                return ReadString();
            case 't':
                return ReadWord("true", true);
            case 'f':
                return ReadWord("false", false);
            case 'n':
                return ReadWord("null", null);
            default:
                return ReadNumber();
        }
    }

    private JsonMap ReadMap()
    {
        var map = new JsonMap();
        Take('{');
        SkipSpace();
        if (Peek() == '}')
        {
            _position++;
            return map;
        }

        while (true)
        {
            SkipSpace();
            string key = ReadString();
            SkipSpace();
            Take(':');
            map.Set(key, ReadValue());
            SkipSpace();
            if (Peek() == '}')
            {
                _position++;
                return map;
            }

            Take(',');
        }
    }

    private List<object?> ReadList()
    {
        var list = new List<object?>();
        Take('[');
        SkipSpace();
        if (Peek() == ']')
        {
            _position++;
            return list;
        }

        while (true)
        {
            list.Add(ReadValue());
            SkipSpace();
            if (Peek() == ']')
            {
                _position++;
                return list;
            }

            Take(',');
        }
    }

    private string ReadString()
    {
        Take('"');
        int start = _position;
        while (Peek() is not ('"' or '\\'))
        {
            _position++;
        }

        if (_text[_position] == '"')
        {
            return _text.Substring(start, _position++ - start);
        }

        var text = new StringBuilder(_text, start, _position - start, 256);
        while (Peek() != '"')
        {
            char letter = _text[_position++];
            text.Append(letter == '\\' ? ReadEscape() : letter);
        }

        _position++;
        return text.ToString();
    }

    private char ReadEscape()
    {
        char letter = Peek();
        _position++;
        switch (letter)
        {
            case 'n':
                return '\n';
            case 't':
                return '\t';
            case 'r':
                return '\r';
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'u' when _position + 4 <= _text.Length:
                var code = _text.Substring(_position, 4);
                _position += 4;
                return (char)ushort.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            case '"' or '\\' or '/':
                return letter;
            default:
                throw Error("an escape");
        }
    }

    private double ReadNumber()
    {
        int start = _position;
        while (_position < _text.Length && "+-.eE0123456789".IndexOf(_text[_position]) >= 0)
        {
            _position++;
        }

        return double.TryParse(_text.Substring(start, _position - start), NumberStyles.Float, CultureInfo.InvariantCulture,
            out double number)
            ? number
            : throw Error("a value");
    }

    private object? ReadWord(string word, object? value)
    {
        if (string.CompareOrdinal(_text, _position, word, 0, word.Length) != 0)
        {
            throw Error(word);
        }

        _position += word.Length;
        return value;
    }

    private void SkipSpace()
    {
        while (_position < _text.Length && (_text[_position] is ' ' or '\t' or '\r' or '\n'))
        {
            _position++;
        }
    }

    private char Peek() => _position < _text.Length ? _text[_position] : throw Error("more");

    private void Take(char letter)
    {
        if (Peek() != letter)
        {
            throw Error($"'{letter}'");
        }

        _position++;
    }

    private FormatException Error(string expected) => new($"Expected {expected} at position {_position}.");
}

/// <summary>A JSON object that keeps the order of its members. A missing member reads as nothing.</summary>
public sealed class JsonMap
{
    private readonly List<string> _keys = new();
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    /// <summary>The names in the order of the text.</summary>
    public IReadOnlyList<string> Keys => _keys;

    internal void Set(string key, object? value)
    {
        if (!_values.ContainsKey(key))
        {
            _keys.Add(key);
        }

        _values[key] = value;
    }

    internal bool Has(string key) => _values.ContainsKey(key);

    internal object? Get(string key) => _values.TryGetValue(key, out var value) ? value : null;

    internal string? Text(string key) => Get(key) as string;

    internal bool Flag(string key) => Get(key) is true;

    internal JsonMap? Map(string key) => Get(key) as JsonMap;

    internal IReadOnlyList<object?> List(string key) => Get(key) as List<object?> ?? new List<object?>();

    /// <summary>One text or a list of texts.</summary>
    internal IReadOnlyList<string> Texts(string key) => Get(key) switch
    {
        string text => new List<string> { text },
        List<object?> list => list.ConvertAll(item => (string)item!),
        _ => new List<string>(),
    };
}
