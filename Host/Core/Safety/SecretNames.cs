using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Infra.Core.Safety;

/// <summary>What a name says about the value that it names.</summary>
internal enum NameSays
{
    /// <summary>Nothing: the value is as secret as what it lies in (<c>Default</c>, <c>Value</c>).</summary>
    Nothing,

    /// <summary>The value is a secret (<c>DB_PASSWORD</c>, <c>apiKeyAndroid</c>).</summary>
    Secret,

    /// <summary>The value is a fact about a secret, or about anything else, and no secret itself (<c>secretArn</c>, <c>Type</c>).</summary>
    Fact,
}

/// <summary>What a name is to its neighbours, as in <c>{ "key": "DB_PASSWORD", "value": … }</c>.</summary>
internal enum NameRole
{
    None,

    /// <summary>Its value names what the neighbour holds.</summary>
    Label,

    /// <summary>Its value is what the neighbour names.</summary>
    Labelled,
}

/// <summary>
/// Judges names by their words, however they are put together (camelCase, snake_case, kebab-case, dots). The last word says what
/// a name stands for: <c>secretArn</c> is an ARN, while <c>secretMessage</c> is a secret.
/// </summary>
internal static class SecretNames
{
    private const int MostKnown = 10_000;
    private const int LongestName = 256;

    // A few hundred names make up nearly all answers.
    private static readonly ConcurrentDictionary<string, (NameSays Says, NameRole Role)> Known = new();
    private static readonly ConcurrentDictionary<string, (NameSays Says, NameRole Role)>.AlternateLookup<ReadOnlySpan<char>> KnownSpans =
        Known.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string> Secrets = Set("""
        password passwords passwd passwds pwd pwds passphrase passphrases passcode passcodes secret secrets credential credentials creds
        bearer jwt apikey apikeys secretkey secretkeys accesskey privatekey accesstoken authtoken clientsecret connectionstring pw
        dbpass userpass adminpass rootpass requirepass storepass keypass psk
        """);

    // Names written without any break: PGPASSWORD, dbpassword, clientsecret.
    private static readonly string[] SecretEndings =
        ["password", "passwd", "passphrase", "secret", "apikey", "secretkey", "accesskey", "privatekey", "credential",
            "credentials", "token", "storepass", "keypass"];

    private static readonly FrozenSet<string> KeysOf = Set("""
        api access secret private signing shared account auth subscription license encryption decryption master app application session
        hmac cipher crypto webhook stripe sendgrid mailgun twilio datadog
        """);

    // A token that is none: those of paging and of idempotency, and IMDS's.
    private static readonly FrozenSet<string> PlainTokens = Set("""
        next previous prev continuation page paging pagination start starting forward backward request idempotency idempotent creation
        marker metadata http imds change lock update sync cancellation
        """);

    private static readonly FrozenSet<string> TokensOf = Set("access auth refresh api session bearer security personal deploy oauth");

    // Before the secret: the name is of a rule or a switch about it.
    private static readonly FrozenSet<string> FactsBefore = Set("""
        has is are allow allows require requires required enable enables disable use uses min max minimum maximum num number count kms
        rotate rotates manage manages managed generate generates ignore skip supports support change reset no restrict old
        """);

    // At the end of a name: what it stands for is no secret.
    private static readonly FrozenSet<string> Facts = Set("""
        arn arns id ids identifier identifiers name names status state policy policies age at date time timestamp day days hour hours
        minute minutes second seconds ttl expiry expires expire expiration enabled disabled required optional managed count counts length
        size min max minimum maximum limit limits type types source sources version versions stage stages rotation rotated updated created
        changed modified used last description pattern url urls uri uris endpoint endpoints path paths prefix suffix file files manager
        store kind format algorithm provider issuer audience scope scopes region regions owner role roles user username users
        reference ref reader readers writer rule rules requirements strength complexity reset number quota usage by in of tags label alias
        aliases index position present exists valid configured encrypted fingerprint field column header variable location folder bucket
        table group groups zone function service services template condition conditions metadata echo action actions principal resource
        resources effect sid method mode config configuration lambda protection supported period interval window schedule automatically
        exclude characters check host port engine database db dbname vpc subnet context class category reason help allowed encryption
        lifetime history commands attempts balance validity units retry retries error errors expired spec md sync queue topic profile
        """);

    // After a word of fact these name the secret again: passwordFileContent.
    private static readonly FrozenSet<string> Contents = Set("value values content contents text plaintext plain raw data body string");

    // The services whose IAM condition keys have names that tell of secrets, besides those of tags.
    private static readonly FrozenSet<string> ConditionKeyPrefixes = Set("""
        aws cloudformation codebuild cognito-identity cognito-idp dynamodb ec2 ecr ecs eks elasticloadbalancing es glue iam kms lambda rds
        redshift s3 secretsmanager sns sqs ssm sts
        """);

    // References and functions of CloudFormation: what stands under them is the name of something.
    private static readonly FrozenSet<string> References =
        Set("Ref Fn::GetAtt Fn::ImportValue Fn::FindInMap Fn::Base64 !Ref !GetAtt !ImportValue !FindInMap");

    private static readonly FrozenSet<string> Labels =
        "name key property parameter variable field attribute option setting header path".Split(' ')
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Labelled =
        "value values default defaultvalue from to old new before after previous current".Split(' ')
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether something of this name holds a secret.</summary>
    public static bool IsSecret(string name) => Judge(name) is NameSays.Secret;

    /// <summary>What the name says about its value.</summary>
    public static NameSays Judge(string name) => Know(name).Says;

    /// <summary>What the name is to its neighbours.</summary>
    public static NameRole RoleOf(string name) => Know(name).Role;

    /// <summary>Both.</summary>
    public static (NameSays Says, NameRole Role) Know(ReadOnlySpan<char> name)
    {
        if (name.Length > LongestName) return default;
        if (KnownSpans.TryGetValue(name, out var known)) return known;
        var text = name.ToString();
        known = (Words(text), Role(text));
        if (Known.Count < MostKnown) Known.TryAdd(text, known);
        return known;
    }

    private static NameRole Role(string name)
    {
        if (name.Length > 32) return NameRole.None;
        if (Labels.Contains(name)) return NameRole.Label;
        if (Labelled.Contains(name)) return NameRole.Labelled;
        return Split(name) switch
        {
            [_, "key" or "name"] => NameRole.Label,
            [_, "value"] => NameRole.Labelled,
            _ => NameRole.None,
        };
    }

    private static NameSays Words(string name)
    {
        if (References.Contains(name)) return NameSays.Fact;
        if (name.StartsWith("Fn::", StringComparison.Ordinal)) return NameSays.Nothing;
        if (name.StartsWith("arn:", StringComparison.Ordinal) || name.Contains("://", StringComparison.Ordinal) || IsConditionKey(name))
            return NameSays.Fact;
        // AWS's own name for what makes a request idempotent; Vault's client_token is a secret.
        if (name is "clientToken" or "ClientToken") return NameSays.Fact;

        var words = Split(name[(name.LastIndexOf('/') + 1)..]);
        if (words.Count == 0) return NameSays.Nothing;
        var (at, end) = LastSecret(words);
        if (at < 0) return Facts.Contains(words[^1]) || words is [_, .., "from"] ? NameSays.Fact : NameSays.Nothing;
        if (words[..at].Any(FactsBefore.Contains)) return NameSays.Fact;
        var after = words[end..];
        return after.Any(Facts.Contains) && !Contents.Contains(after[^1]) || after is [.., "from"] ? NameSays.Fact : NameSays.Secret;
    }

    private static (int At, int End) LastSecret(List<string> words)
    {
        for (var i = words.Count - 1; i >= 0; i--)
        {
            var (word, before) = (words[i], i > 0 ? words[i - 1] : "");
            if (word is "key" or "keys" && KeysOf.Contains(before)) return (i - 1, i + 1);
            // The key of S3's encryption with keys of the customer.
            if (word is "key" && before is "customer" && i > 1 && words[i - 2] is "encryption" or "sse") return (i - 1, i + 1);
            if (word is "phrase" && before is "pass") return (i - 1, i + 1);
            if (word is "material" or "string" or "str" or "data"
                && before == (word is "material" ? "key" : word is "data" ? "user" : "connection"))
                return (i - 1, i + 1);
            if (word is "token" && !PlainTokens.Contains(before)) return (i, i + 1);
            if (word is "tokens" && TokensOf.Contains(before)) return (i, i + 1);
            if (word is "pass" or "authorization" or "cookie" && i == words.Count - 1 && (word is not "cookie" || before is "" or "set"))
                return (i, i + 1);
            if (Secrets.Contains(word) && !(word is "secret" or "secrets" && i + 1 < words.Count && words[i + 1] is "manager"))
                return (i, i + 1);
            if (SecretEndings.Any(e => word.Length > e.Length && word.EndsWith(e, StringComparison.Ordinal)) && !IsPlainToken(word))
                return (i, i + 1);
        }

        return (-1, -1);
    }

    private static bool IsPlainToken(string word) =>
        word.EndsWith("token", StringComparison.Ordinal) && PlainTokens.Contains(word[..^"token".Length]);

    /// <summary>Whether it is the name of an IAM condition key, for example <c>aws:PrincipalTag/secret-reader</c>.</summary>
    private static bool IsConditionKey(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || colon + 1 == name.Length || !name.AsSpan(0, colon).ContainsOnly("abcdefghijklmnopqrstuvwxyz0123456789-."))
            return false;
        return ConditionKeyPrefixes.Contains(name[..colon]) || name[..colon].EndsWith(".amazonaws.com", StringComparison.Ordinal)
            || name.IndexOf('/', colon) is var slash and > 0 && name[(colon + 1)..slash].EndsWith("Tag", StringComparison.Ordinal);
    }

    private static bool ContainsOnly(this ReadOnlySpan<char> text, string characters) => text.IndexOfAnyExcept(characters) < 0;

    /// <summary>The words of a name in lower case, without the digits at their ends.</summary>
    internal static List<string> Split(string name)
    {
        List<string> words = [];
        for (var (start, i) = (0, 0); i <= name.Length; i++)
        {
            var breaks = i == name.Length || !char.IsLetterOrDigit(name[i]);
            // dbPassword, and APIKey: the last capital of a row begins a word if a small letter follows.
            var begins = !breaks && i > start && char.IsUpper(name[i])
                && (!char.IsUpper(name[i - 1]) || i + 1 < name.Length && char.IsLower(name[i + 1]) && name[(i + 1)..] is not ("s" or "d"));
            if (!breaks && !begins) continue;
            if (i > start && name[start..i].TrimEnd("0123456789".ToCharArray()) is { Length: > 0 } word) words.Add(word.ToLowerInvariant());
            start = breaks ? i + 1 : i;
        }

        return words;
    }

    private static FrozenSet<string> Set(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();
}
