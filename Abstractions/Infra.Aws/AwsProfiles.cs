namespace Infra.Aws;

/// <summary>
/// The shared AWS configuration and credentials files, read by the AWS CLI's rules (botocore's <c>configloader</c>): <c>[profile x]</c>
/// in the configuration file, <c>[x]</c> in the credentials file, which wins; no comments behind a value.
/// </summary>
public sealed class AwsProfiles
{
    /// <summary>The profile that is used when none is named.</summary>
    public const string Default = "default";

    private static readonly Lock Reading = new();
    private static AwsProfiles? last;

    private readonly Dictionary<string, AwsProfile> profiles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Section> sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Section> services = new(StringComparer.Ordinal);

    private AwsProfiles(string stamp) => Stamp = stamp;

    /// <summary>All profiles, by name.</summary>
    public IReadOnlyDictionary<string, AwsProfile> All => profiles;

    /// <summary>Changes whenever one of the files does.</summary>
    public string Stamp { get; }

    /// <summary>Path of the configuration file: AWS_CONFIG_FILE, or <c>~/.aws/config</c>.</summary>
    public static string ConfigFile => PathOf("AWS_CONFIG_FILE", "config");

    /// <summary>Path of the credentials file: AWS_SHARED_CREDENTIALS_FILE, or <c>~/.aws/credentials</c>.</summary>
    public static string CredentialsFile => PathOf("AWS_SHARED_CREDENTIALS_FILE", "credentials");

    /// <summary>Reads the files; what did not change since the last time is not read again. A file that does not exist is empty.</summary>
    /// <exception cref="ToolException">A file cannot be read, or a line of it makes no sense
    /// (<see cref="ToolErrorCode.NoCredentials"/>).</exception>
    public static AwsProfiles Load() => Load(ConfigFile, CredentialsFile);

    /// <inheritdoc cref="Load()"/>
    /// <param name="config">Path of the configuration file.</param>
    /// <param name="credentials">Path of the credentials file.</param>
    public static AwsProfiles Load(string config, string credentials)
    {
        var stamp = $"{StampOf(config)}|{StampOf(credentials)}";
        lock (Reading)
        {
            if (last?.Stamp == stamp) return last;
            var read = new AwsProfiles(stamp);
            foreach (var section in Read(config)) read.AddFromConfig(section);
            foreach (var section in Read(credentials)) read.ProfileFor(section.Name).Section.Add(section);
            return last = read;
        }
    }

    /// <summary>
    /// The settings of a profile: the given one, else that of AWS_PROFILE, else <c>default</c>. Empty when it does not exist, which is
    /// for the credentials to complain of.
    /// </summary>
    /// <param name="name">A profile; null for the one in force.</param>
    public AwsProfile Named(string? name)
    {
        name ??= AwsEnvironment.Profile ?? Default;
        return profiles.GetValueOrDefault(name) ?? new(this, name, new(name));
    }

    internal Section? Session(string name) => sessions.GetValueOrDefault(name);

    internal Section? Services(string name) => services.GetValueOrDefault(name);

    private void AddFromConfig(Section section)
    {
        var words = Words(section.Name);
        if (words is [Default]) ProfileFor(Default).Section.Add(section);
        else if (words is ["profile", var profile]) ProfileFor(profile).Section.Add(section);
        else if (words is ["sso-session", var session]) Add(sessions, session, section);
        else if (words is ["services", var set]) Add(services, set, section);
    }

    private AwsProfile ProfileFor(string name)
    {
        if (!profiles.TryGetValue(name, out var profile)) profiles[name] = profile = new(this, name, new(name));
        return profile;
    }

    private static void Add(Dictionary<string, Section> to, string name, Section section)
    {
        if (to.TryGetValue(name, out var known)) known.Add(section);
        else to[name] = section;
    }

    // A name with spaces stands in quotes.
    private static string[] Words(string text)
    {
        var kind = text.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (kind.Length < 2) return kind;
        var name = kind[1];
        if (name.Length > 1 && name[0] is '"' or '\'' && name[^1] == name[0]) return [kind[0], name[1..^1]];
        return name.Any(char.IsWhiteSpace) ? [text] : [kind[0], name];
    }

    private static List<Section> Read(string path)
    {
        List<string> lines;
        try
        {
            if (!File.Exists(path) && !Directory.Exists(path)) return [];
            lines = Lines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }

        List<Section> sections = [];
        string? key = null;
        // A line goes on with the setting before it when it is further in. A script often writes all settings further in than the section.
        var depth = 0;
        for (var n = 0; n < lines.Count; n++)
        {
            var text = lines[n].Trim();
            if (text.Length == 0 || text[0] is '#' or ';') continue;
            var spaces = lines[n].Length - lines[n].TrimStart().Length;
            if (spaces > depth && key is not null)
            {
                sections[^1].Continue(key, text);
                continue;
            }

            depth = spaces;
            if (text[0] == '[' && text.IndexOf(']', StringComparison.Ordinal) is > 1 and var end)
            {
                sections.Add(new(text[1..end]));
                key = null;
            }
            else if (sections.Count > 0 && text.IndexOfAny(['=', ':']) is > 0 and var split)
            {
                key = text[..split].TrimEnd().ToLowerInvariant();
                sections[^1].Values[key] = text[(split + 1)..].Trim();
            }
            else
            {
                // Not the line itself: it may hold a key.
                throw new ToolException(ToolErrorCode.NoCredentials,
                    $"Line {n + 1} of the AWS configuration file {path} cannot be understood.",
                    "It must be a [section] or 'name = value' within one. Correct it, then call again; the server need not be restarted.");
            }
        }

        return sections;
    }

    private static List<string> Lines(string path)
    {
        using var text = new StringReader(NamedFile.ReadAllText(path));
        List<string> lines = [];
        while (text.ReadLine() is { } line) lines.Add(line);
        return lines;
    }

    private static ToolException Unreadable(string path, Exception e) =>
        new(ToolErrorCode.NoCredentials, $"The AWS configuration file {path} cannot be read.",
            e switch
            {
                _ when Directory.Exists(path) => "It is a folder.",
                NoFileException => e.Message,
                UnauthorizedAccessException => "Give the user that runs this server the right to read it.",
                _ => $"The system says: {e.Message}",
            }, e);

    private static string PathOf(string variable, string name) => AwsEnvironment.Get(variable) is { } path ? AwsEnvironment.InHome(path)
        : Path.Combine(AwsEnvironment.Home, ".aws", name);

    private static string StampOf(string path)
    {
        var file = new FileInfo(path);
        try
        {
            // Of the file itself: where a mounted secret is a link, that stays the same when the secret changes.
            if (file.LinkTarget is not null) file = (FileInfo)file.ResolveLinkTarget(returnFinalTarget: true)!;
        }
        catch (IOException e)
        {
            throw Unreadable(path, e);
        }

        return file.Exists ? $"{path}:{file.LastWriteTimeUtc.Ticks}:{file.Length}" : $"{path}:-";
    }

    internal sealed record Section(string Name)
    {
        public Dictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

        // The nested form: a name without a value, then indented lines. They become "name.key".
        public void Continue(string key, string text)
        {
            if (Values[key].Length == 0 && text.Split('=', 2, StringSplitOptions.TrimEntries) is [var inner, var value])
                Values[$"{key}.{inner}"] = value;
            else Values[key] = $"{Values[key]}\n{text}".TrimStart('\n');
        }

        public void Add(Section other)
        {
            foreach (var (key, value) in other.Values) Values[key] = value;
        }
    }
}

/// <summary>The settings of one profile.</summary>
public sealed class AwsProfile
{
    // What changes when credentials are renewed, and no client depends on.
    private static readonly HashSet<string> Keys =
        ["aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token"];

    private readonly AwsProfiles files;

    internal AwsProfile(AwsProfiles files, string name, AwsProfiles.Section section) =>
        (this.files, Name, Section) = (files, name, section);

    /// <summary>Its name.</summary>
    public string Name { get; }

    internal AwsProfiles.Section Section { get; }

    /// <summary>Whether the files have it at all, with whatever settings.</summary>
    public bool Exists => files.All.ContainsKey(Name);

    /// <summary>All settings but the keys, as one text: two clients of equal text are configured alike.</summary>
    public string Fingerprint
    {
        get
        {
            // By hand: what LINQ makes over pairs is compiled while the first call waits.
            List<string> settings = [];
            foreach (var (name, value) in Section.Values)
                if (!Keys.Contains(name)) settings.Add($"{name}={value}");
            if (ServicesOf() is { } services)
                foreach (var (name, value) in services.Values) settings.Add($"{name}={value}");
            return string.Join('\n', settings);
        }
    }

    /// <summary>A setting; null when it is not there or empty. Nested ones are named <c>s3.addressing_style</c>.</summary>
    /// <param name="setting">In lower case, for example <c>region</c>.</param>
    public string? this[string setting] => Section.Values.GetValueOrDefault(setting) is { Length: > 0 } value ? value : null;

    /// <summary>A setting of the profile's <c>[sso-session]</c>, or, in the older form, of the profile itself.</summary>
    /// <param name="setting">For example <c>sso_start_url</c>.</param>
    public string? Sso(string setting) =>
        this["sso_session"] is { } session ? files.Session(session)?.Values.GetValueOrDefault(setting) ?? this[setting] : this[setting];

    /// <summary>The endpoint that the profile gives a service: by its <c>[services]</c> section, else <c>endpoint_url</c>.</summary>
    /// <param name="service">AWS's service id in lower case with underscores, for example <c>elastic_beanstalk</c>.</param>
    public string? Endpoint(string service) => ServicesOf()?.Values.GetValueOrDefault($"{service}.endpoint_url") ?? this["endpoint_url"];

    private AwsProfiles.Section? ServicesOf() => this["services"] is { } set ? files.Services(set) : null;
}
