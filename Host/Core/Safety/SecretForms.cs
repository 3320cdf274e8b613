using System.Buffers;
using System.Text.RegularExpressions;

namespace Infra.Core.Safety;

/// <summary>
/// Secrets that are known by their form, wherever they stand. Each expression has a group <c>secret</c> and takes time in proportion
/// to the text: what repeats is bounded or cannot fail behind its end.
/// </summary>
internal static partial class SecretForms
{
    /// <summary>What tokens begin with that their makers gave a prefix, or a part of it.</summary>
    public static readonly SearchValues<string> Prefixes = SearchValues.Create(
        [
            "k_live_", "k_test_", "whsec_", "xox", "xapp-", "npm_", "pypi-", "dckr_", "hf_", "sk-", "sk_", "AIza", "ya29.", "GOCSPX-",
            "SG.", "shp", "_v1_", "hvs.", "hvb.", "hvr.", "atlasv1", "dapi", "ATATT3", "ATBB", "ATCTT3", "PMAK-", "NRAK-", "lin_", "gls",
            "glc_", "key-", "ABSK", "bedrock-api-key-", "gsk_", "tskey-", "sb_secret_", "sbp_", "dp.", "figd_", "ntn_", "AKCp", "pul-", "sntry",
            "rubygems_", "nfp_", "sq0", "pscale_", "pat-", "xkeysib-", "1//0", "lsv2_", "phx_", "phs_", "amzn1.oa2", "amzn.mws", "oy2",
            "r8_", "xai-", "pplx-", "sgp_", "re_", "CFPAT-", "ops_eyJ", "apify_api_", "dt0c01", "nvapi-", ":AA", "fm1",
            "fm2_", "tfp_", "mlsn.",
        ], StringComparison.Ordinal);

    private static readonly string[] TokenStarts = ["IQoJ", "FwoG", "FQoG", "FwoD", "AQoD"];

    // Each with what a text must hold before it is worth a look.
    private static readonly (Regex Form, SearchValues<string> Needles)[] All =
    [
        (PrivateKey(), Any("PRIVATE KEY", "AGE-SECRET-KEY", "Private-Lines")), (Jwt(), Any("eyJ")), (UserInfo(), Any("://")),
        (Signed(), Any("signature", "sig=", "sig%3D", "X-")),
        (GitToken(), Any("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "gl")), (Prefixed(), Prefixes),
        (AwsToken(), Any(TokenStarts)),
        (Scheme(), Any("Bearer ", "Basic ", "Authorization")), (OracleUrl(), Any("jdbc:oracle")), (Hook(), Any("hook", "telegram")),
        (SqlPassword(), Any("password", "identified")), (NetRc(), Any("login")), (CurlUser(), Any("curl ")),
        (PgPass(), Any(":5432:", ":5439:", ":6432:", ":*:")),
        (PasswordHash(), Any("$", "{S", "{MD5", "{CRYPT")),
        (CommandPassword(), Any(" -p", " -a", " -w", " -N", " -k", " -U", "chpasswd", "sqlplus", "rabbitmqctl", "htpasswd", "net use",
            "SecureString", "sudo -S", "stdin", "net user", "requirepass", "masterauth", "access_key ")),
        (SaidPassword(), Any("passw", "passphrase", "passcode", "api key", " token")),
    ];

    /// <summary>Adds where in the text they stand.</summary>
    public static void Find(string text, List<Range> found)
    {
        foreach (var (form, needles) in All)
        {
            if (!text.AsSpan().ContainsAny(needles)) continue;
            for (var match = form.Match(text); match.Success; match = match.NextMatch())
            {
                var secret = match.Groups["secret"];
                if (!SecretValues.IsPlain(secret.ValueSpan) && !IsName(secret.ValueSpan)
                    && (secret.Index == match.Index || text[match.Index] != '-' || IsOfCurl(text, match.Index))) found.Add(
                        secret.Index..(secret.Index + secret.Length));
            }
        }

        if (text.AsSpan().ContainsAny(Dashes))
            foreach (var option in Option().EnumerateMatches(text)) AddOption(text, option, found);
        if (text.AsSpan().ContainsAny(Setters)) AddNamed(text, SetByCommand(), found);
        if (text.AsSpan().ContainsAny(Encoded)) AddNamed(text, EncodedPair(), found);
        if (text.Contains('(', StringComparison.Ordinal))
        {
            AddNamed(text, SetByMethod(), found);
            AddNamed(text, NamedArgument(), found);
        }

        if (text.AsSpan().ContainsAny(",\t|\"")) AddNamed(text, Column(), found);
        if (text.AsSpan().ContainsAny(Whose)) AddSaid(text, found);
        AddSecretKeys(text, found);
    }

    // The prefix "sk-" begins words as well; its tokens have a long part with digits and capitals.
    private static bool IsName(ReadOnlySpan<char> value)
    {
        if (!value.StartsWith("sk-")) return false;
        foreach (var part in value.Split('-'))
            if (value[part] is { Length: >= 16 } its && its.ContainsAnyInRange('0', '9') && its.ContainsAnyInRange('A', 'Z')) return false;
        return true;
    }

    // For other programs -u is a user id with a group's.
    private static bool IsOfCurl(string text, int at) =>
        text.AsSpan(Math.Max(0, at - 100), Math.Min(100, at)).Contains("curl ", StringComparison.Ordinal);

    private static readonly SearchValues<string> Dashes = Any("--", " -");
    private static readonly SearchValues<string> Setters = Any("env ", "setx", "configure set ");
    private static readonly SearchValues<string> Encoded = Any("%3D", "%3A");
    private static readonly SearchValues<string> Whose = Any(" for ", " of ", " (");

    // Each match has a name that tells whether its value is a secret.
    private static void AddNamed(string text, Regex form, List<Range> found)
    {
        for (var match = form.Match(text); match.Success; match = match.NextMatch())
        {
            var secret = match.Groups["secret"];
            if (SecretNames.Know(match.Groups["name"].ValueSpan).Says is NameSays.Secret && !SecretValues.IsPlain(secret.ValueSpan)
                && SecretNames.Know(secret.ValueSpan).Says is not NameSays.Secret)
                found.Add(secret.Index..(secret.Index + secret.Length));
        }
    }

    // Password for admin: hunter2. A sentence may go on there as well: "Password for admin: must be changed".
    private static void AddSaid(string text, List<Range> found)
    {
        for (var match = SaidOfSomebody().Match(text); match.Success; match = match.NextMatch())
        {
            var (secret, said) = (match.Groups["secret"], match.Groups["said"]);
            if (secret.Success && !SecretValues.IsPlain(secret.ValueSpan))
                found.Add(secret.Index..(secret.Index + secret.Length));
            else if (said.Success && !SecretValues.IsPlain(said.ValueSpan) && !SecretValues.IsSentence(said.ValueSpan))
                found.Add(said.Index..(said.Index + said.ValueSpan.TrimEnd().Length));
        }
    }

    private static SearchValues<string> Any(params string[] needles) => SearchValues.Create(needles, StringComparison.OrdinalIgnoreCase);

    // --db-password hunter2, -storepass changeit
    private static void AddOption(string text, ValueMatch option, List<Range> found)
    {
        var whole = text.AsSpan(option.Index, option.Length);
        var space = whole.IndexOfAny(' ', '\t');
        var value = whole[space..].TrimStart();
        if (SecretNames.IsSecret(whole[..space].TrimStart('-').ToString()) && !SecretValues.IsPlain(value.Trim("\"'")))
            found.Add((option.Index + option.Length - value.Length)..(option.Index + option.Length));
    }

    // A secret access key has no mark of its own: its form counts only where an access key id stands near.
    private static void AddSecretKeys(string text, List<Range> found)
    {
        const int Near = 200;
        var done = 0;
        foreach (var id in AccessKeyId().EnumerateMatches(text))
        {
            var start = Math.Max(done, id.Index - Near);
            var end = Math.Min(text.Length, id.Index + id.Length + Near);
            // A key that the edge cuts through is looked at whole.
            while (start > done && IsOfKey(text[start - 1]) && id.Index - start < Near + 40) start--;
            while (end < text.Length && IsOfKey(text[end]) && end - id.Index < id.Length + Near + 40) end++;
            foreach (var word in KeyWord().EnumerateMatches(text.AsSpan(start, end - start)))
            {
                var at = start + word.Index;
                if (SecretValues.IsSecretKey(text.AsSpan(at, word.Length))) found.Add(at..(at + word.Length));
            }

            done = Math.Max(done, end);
        }

        static bool IsOfKey(char c) => char.IsAsciiLetterOrDigit(c) || c is '/' or '+';
    }

    [GeneratedRegex(@"(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex AccessKeyId();

    [GeneratedRegex("(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])", RegexOptions.CultureInvariant)]
    private static partial Regex KeyWord();

    [GeneratedRegex(@"(?<![\w-])--?[A-Za-z][\w-]{1,60}[ \t]{1,8}(?:""[^""\n]{1,400}""|'[^'\n]{1,400}'|[^\s""'-]\S{0,400})",
        RegexOptions.CultureInvariant)]
    private static partial Regex Option();

    [GeneratedRegex(@"(?<secret>-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|\z)|---- BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY ----.*?(?:---- END [A-Z0-9 ]{0,40}PRIVATE KEY ----|\z)|AGE-SECRET-KEY-1[A-Z0-9]{20,80})|\bPrivate-Lines: [0-9]{1,4}(?<secret>.*?)(?:\bPrivate-MAC:|\z)",
        RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex PrivateKey();

    [GeneratedRegex(@"(?<![\w-])(?<secret>eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Jwt();

    // Tokens that their makers gave a prefix.
    [GeneratedRegex(@"(?<![A-Za-z0-9])(?<secret>gh[pousr]_[A-Za-z0-9]{16,255}|github_pat_\w{16,255}|gl(?:pat|ptt|rt|dt|soat|cbt|imt|ft|agent|oas)-[\w-]{16,255})",
        RegexOptions.CultureInvariant)]
    private static partial Regex GitToken();

    [GeneratedRegex("""
        (?<![A-Za-z0-9])(?<secret>
          [sr]k_(?:live|test)_[A-Za-z0-9]{8,255} | whsec_[\w+/=]{16,255} | xox[abeoprs]-[\w-]{8,255} | xapp-[0-9]-[\w-]{16,255}
        | npm_[A-Za-z0-9]{30,64} | pypi-AgEI[\w-]{16,255} | dckr_pat_[\w-]{20,64} | hf_[A-Za-z0-9]{30,64} | sk-[\w-]{20,255}
        | AIza[\w-]{35}(?![\w-]) | ya29\.[\w-]{20,255} | GOCSPX-[\w-]{20,64} | SG\.[\w-]{16,64}\.[\w-]{16,64} | shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}(?![\w-])
        | do[oprt]_v1_[a-f0-9]{40,64} | hv[sbr]\.[\w-]{20,255} | [A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,100} | dapi[a-f0-9]{32}(?![\w-])
        | AT(?:ATT|CTT)3[\w=-]{20,255} | ATBB[A-Za-z0-9]{24,40}(?![\w-]) | PMAK-[a-f0-9-]{40,80} | NRAK-[A-Z0-9]{20,40} | lin_(?:api|oauth)_\w{30,64} | glc_eyJ[\w+/=-]{20,400} | glsa_\w{30,64} | key-[a-f0-9]{32}(?![\w-])
        | gsk_[A-Za-z0-9]{40,64} | tskey-[a-z]{2,12}-[\w-]{16,100} | sb_secret_[\w-]{16,64} | sbp_[a-f0-9]{40,64}
        | dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{32,100} | figd_[\w-]{20,80} | ntn_[A-Za-z0-9]{30,64} | AKCp[A-Za-z0-9]{50,80} | pul-[a-f0-9]{40}
        | sntry[su]_[\w+/=-]{40,300} | rubygems_[a-f0-9]{48} | nfp_[A-Za-z0-9]{30,64} | sq0(?:atp|csp)-[\w-]{22,64}
        | pscale_(?:tkn|pw|oauth)_[\w.=-]{30,64} | pat-(?:na|eu)[0-9]-[a-f0-9-]{36} | xkeysib-[a-f0-9]{64}-\w{16} | 1//0[\w-]{30,120}
        | lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10} | ph[xs]_[A-Za-z0-9]{40,64} | amzn1\.oa2-cs\.v1\.[a-f0-9]{40,80} | amzn\.mws\.[a-f0-9-]{36}
        | oy2[a-z0-9]{43}(?![\w-]) | r8_[A-Za-z0-9]{37,40} | xai-[A-Za-z0-9]{60,100} | pplx-[A-Za-z0-9]{40,64} | sgp_\w{36,100}
        | sk_[a-f0-9]{40,64}(?![\w-]) | re_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,32}(?![\w-]) | CFPAT-[\w-]{40,64} | ops_eyJ[\w-]{80,1000} | tfp_[\w.=-]{40,80}
        | apify_api_[A-Za-z0-9]{32,64} | dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64} | nvapi-[\w-]{60,80} | mlsn\.[a-f0-9]{64} | fm(?:1[ar]|2)_[A-Za-z0-9+/=]{80,}
        | [0-9]{8,10}:AA[\w-]{33}(?![\w-])
        | ABSK[A-Za-z0-9+/=]{100,255} | bedrock-api-key-[\w+/=]{20,}
        )
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Prefixed();

    // Session tokens of AWS begin with one of these.
    [GeneratedRegex(@"(?<![A-Za-z0-9+/])(?<secret>(?:IQoJ|FwoG|FQoG|FwoD|AQoD)[A-Za-z0-9+/=]{80,})", RegexOptions.CultureInvariant)]
    private static partial Regex AwsToken();

    // In the query of a presigned URL: of S3, of Google and of Azure; also AWS's own header.
    [GeneratedRegex(@"(?<![\w-])(?:X-(?:Amz|Goog)-(?:Signature|Security-Token|Credential)|Signature|sig)(?:=|%3D)(?<secret>[^&\s""'\\<>]{4,})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Signed();

    // Of an Authorization header, which its name gives away as well; elsewhere only what no word of a sentence looks like.
    [GeneratedRegex(@"\b(?:Bearer[ ]{1,4}(?=[A-Za-z._~+/=-]*[0-9])|Authorization[""':= ]{1,6}\w{1,20}[ ]{1,4}|Basic[ ]{1,4}(?=[A-Za-z0-9+/]*[A-Z0-9=])(?=[A-Za-z0-9+/]*[a-z]))(?<secret>[A-Za-z0-9._~+/-]{8,}=*)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();

    // A slash that nobody has encoded is one of the password where no port stands before it, and what is behind the @ is a host.
    [GeneratedRegex("""
        (?<=[a-z0-9+.-])://[^\s:/@"'<>\\]{0,128}:(?:(?<secret>[^\s/"'<>\\]{1,256})@
        | (?![0-9]{1,5}[/,?#]|[$<{%])(?<secret>[^\s"'<>\\]{1,256}?)@(?=[\w.\[-][^\s/@"'<>\\]{0,255}(?![^\s/?#,;"'<>\\])))
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"jdbc:oracle:\w{1,10}:[^\s/@]{1,64}/(?<secret>[^\s@]{1,128})@",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OracleUrl();

    // Addresses that let whoever knows them write.
    [GeneratedRegex(@"(?:hooks\.slack\.com/(?:services|workflows|triggers)|discord(?:app)?\.com/api/webhooks/[0-9]{10,25}|office\.com/webhook(?:b2)?|api\.telegram\.org/bot(?=[0-9]))/?(?<secret>[\w/:@-]{8,300})",
        RegexOptions.CultureInvariant)]
    private static partial Regex Hook();

    [GeneratedRegex(@"\b(?:password|identified(?:[ ]+with[ ]+\w{1,40})?[ ]+by(?:[ ]+password)?)(?:[ ]+|\()(?:'(?<secret>[^'\r\n]{1,400})'|""(?<secret>[^""\r\n]{1,400})"")",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SqlPassword();

    [GeneratedRegex(@"\blogin\s{1,8}\S{1,128}\s{1,8}(?:account\s{1,8}\S{1,128}\s{1,8})?password\s{1,8}(?<secret>\S{1,256})", RegexOptions.CultureInvariant)]
    private static partial Regex NetRc();

    [GeneratedRegex(@"(?<=\s)(?:-u|--user)[ =]['""]?[^\s:'""]{1,64}:(?<secret>[^\s'""]{1,256})", RegexOptions.CultureInvariant)]
    private static partial Regex CurlUser();

    // docker login -u x -p …, mysql -p…, sshpass -p …, redis-cli -a …, ldapsearch -w …, net user x …, echo 'x:…' | chpasswd
    [GeneratedRegex("""
        (?: \b(?:docker|podman|buildah|skopeo|crane|registry)\ login\b[^\n|;&]{0,200}?\ -p[ =]?
          | \b(?:mysql|mysqldump|mysqladmin|mysqlimport|mariadb|mariadb-dump)\b[^\n|;&]{0,200}?\ -p
          | \bsshpass\ {1,4}-p\ {0,4} | \bredis-cli\b[^\n|;&]{0,200}?\ -a\ {1,4}
          | \b(?:mongo|mongosh|mongodump|mongorestore|mongoexport|mongoimport|cqlsh|psexec|useradd|usermod|7za?|az\ login)\b[^\n|;&]{0,200}?\ -p[ =]?(?!-)
          | \b(?:sqlcmd|bcp|osql|mosquitto_(?:pub|sub|rr)|zip|unzip|ipmitool)\b[^\n|;&]{0,200}?\ -P[ =]?(?!-)
          | \bssh-keygen\b[^\n|;&]{0,200}?\ -[NP]\ {1,4} | \bopenssl\ enc\b[^\n|;&]{0,200}?\ -k\ {1,4}
          | \bsmbclient\b[^\n|;&]{0,200}?\ -U\ {0,4}[\w.\\-]{1,64}% | \bsqlplus\ {1,4}(?:-\w{1,4}\ {1,4}){0,4}[\w.]{1,64}/
          | \brabbitmqctl\ {1,4}(?:add_user|change_password)\ {1,4}\S{1,64}\ {1,4}
          | \bhtpasswd\ {1,4}-\w{0,4}b\w{0,4}\ {1,4}\S{1,256}\ {1,4}\S{1,64}\ {1,4}
          | \bnet\ use\ {1,4}(?:\S{1,256}\ {1,4}){1,2}(?=\S{1,128}\ {1,4}/user:)(?![\\/]) | \bConvertTo-SecureString\ {1,4}(?:-String\ {1,4})?(?![-$])
          | \bldap(?:search|modify|add|passwd|whoami)\b[^\n|;&]{0,200}?\ -w\ {0,4}
          | \b(?:requirepass|masterauth|aws_secret_access_key)\ {1,4}(?![=:]) | \bnet\ user\ {1,4}[\w.-]{1,64}\ {1,4}(?!/) )
        (?: "(?<secret>[^"\n]{1,256})" | '(?<secret>[^'\n]{1,256})' | (?<secret>[^\s"'|;&]{1,256}) )
          | \becho\ {1,4}(?:-\w{1,4}\ {1,4})?["']?[\w.-]{1,64}:(?<secret>[^\s"'|]{1,256})["']?\ {0,4}\|\ {0,4}(?:sudo\ {1,4})?chpasswd\b
          | \becho\ {1,4}(?:-\w{1,4}\ {1,4})?["']?(?<secret>[^\s"'|]{1,256})["']?\ {0,4}\|\ {0,4}(?:sudo\ {1,4}-S\b|(?:sudo\ {1,4})?[^\n|;&]{0,200}?--(?:password-)?stdin\b)
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex CommandPassword();

    // The password is "…", password for admin is "…", … is the password; without quotes only what no word of a sentence looks like.
    [GeneratedRegex("""
        \b(?:password|passphrase|passcode|api\ key|(?:access|auth|api)\ token)(?:\ (?:for|of)(?:\ [^\s:=]{1,64}){1,4}?)?\ (?:is|was|to|->|→|–|-)\ ?:?[ ]
        (?: "(?<secret>[^"\r\n]{1,256})" | '(?<secret>[^'\r\n]{1,256})' | `(?<secret>[^`\r\n]{1,256})`
          | (?=\S{0,255}[0-9])(?=\S{0,255}[A-Za-z])(?<secret>[^\s"'`]{6,255}?)(?=[.,;]?(?:\s|$)) )
        | (?<![^\s"'`])(?=\S{0,255}[0-9])(?=\S{0,255}[A-Za-z])(?<secret>[^\s"'`]{6,255})["'`]?\ is\ (?:the|your)\ (?:\w{1,20}\ ){0,2}(?:password|passphrase|passcode)(?=\ ?(?:[.,;:!?)\r\n]|(?:for|of|to|on)\b|\z))
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex SaidPassword();

    // Password for admin: …, API key of the shop (staging) = …, password (root): …
    [GeneratedRegex("""
        \b(?:passw(?:or)?ds?|pwd|passphrase|passcode|credentials|api[ -]?key|(?:secret[ -])?access[ -]key|(?:secret|private|shared|master)[ -]key|token)
        (?:\ (?:for|of)(?:\ [^\s:=]{1,64}){1,5}|\ ?\([^()\r\n:=]{1,64}\))\ ?[:=]\ {0,8}
        (?: "(?<secret>[^"\r\n]{1,256})" | '(?<secret>[^'\r\n]{1,256})' | `(?<secret>[^`\r\n]{1,256})` | (?<said>[^\s"'`][^\r\n]{0,255}) )
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex SaidOfSomebody();

    // ENV DB_PASSWORD …, setx DB_PASSWORD …, aws configure set aws_secret_access_key …
    [GeneratedRegex(@"\b(?:env|setx|configure[ ]set)[ ]{1,4}(?<name>[A-Za-z][\w.-]{1,79})[ ]{1,4}(?:""(?<secret>[^""\n]{1,400})""|'(?<secret>[^'\n]{1,400})'|(?<secret>[^\s""'=-]\S{0,400}))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SetByCommand();

    // password%3D…, and JSON in a query.
    [GeneratedRegex(@"(?<![A-Za-z0-9_.-](?<!%[0-9A-F]{2}))(?<name>[A-Za-z][A-Za-z0-9_.-]{1,79})(?:%22)?%3[DA](?:%20|%22|\+)*(?<secret>(?:(?!%22|%26|%0A|%7D|%2C)[^&\s""'<>\\]){1,400})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex EncodedPair();

    // setPassword("…"), withApiKey('…')
    [GeneratedRegex(@"(?<![A-Za-z0-9_])(?:set|with|use)_?(?<name>[A-Za-z][A-Za-z0-9_]{2,60})\([ ]{0,4}(?:""(?<secret>[^""\n]{1,400})""|'(?<secret>[^'\n]{1,400})')",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SetByMethod();

    // define('DB_PASSWORD', '…'), environ.setdefault("DB_PASSWORD", "…"), header("X-Api-Key", "…"), but not a list of names.
    [GeneratedRegex(@"\w\([ ]{0,4}(?:""(?<name>[A-Za-z][\w.-]{2,79})""|'(?<name>[A-Za-z][\w.-]{2,79})')[ ]{0,4},[ ]{0,4}(?:""(?<secret>[^""\n]{1,400})""|'(?<secret>[^'\n]{1,400})')",
        RegexOptions.CultureInvariant)]
    private static partial Regex NamedArgument();

    // A line of ~/.pgpass: host, port, database, user, password.
    [GeneratedRegex(@"(?<![^\n])[^\s:#]{1,128}:(?:[0-9]{4,5}|\*):[^\s:]{1,63}:[^\s:]{1,63}:(?<secret>[^\s:]{1,256})(?![^\r\n])",
        RegexOptions.CultureInvariant)]
    private static partial Regex PgPass();

    // A row that begins with the name of a variable: DB_PASSWORD,… and | DB_PASSWORD | … | and DB_PASSWORD "…", but not a list of
    // names: DB_PASSWORD, MODE
    [GeneratedRegex(@"(?<![^\n])(?:\|[ ]{0,4})?(?<name>[A-Z][A-Z0-9]{0,30}_[A-Z0-9_]{1,48})(?:,[ ](?![A-Z][A-Z0-9_]*(?:,|\n|\z))|,|\t|[ ]{1,40}\|[ ]{1,4}|[ ]{1,4}(?=""[^\s""]{1,400}""))""?(?<secret>[^\s"",|]{1,400})",
        RegexOptions.CultureInvariant)]
    private static partial Regex Column();

    [GeneratedRegex(@"(?<![\w$])(?<secret>\$(?:2[abxy]|[1567yPHS]|gy|apr1|md5|sha1|argon2i?d?|scrypt|pbkdf2(?:-\w{1,10})?)\$[./A-Za-z0-9$=,+]{20,255}|\{S?(?:SHA|MD5|CRYPT)[0-9]{0,3}\}[A-Za-z0-9+/$.=]{16,255})",
        RegexOptions.CultureInvariant)]
    private static partial Regex PasswordHash();
}
