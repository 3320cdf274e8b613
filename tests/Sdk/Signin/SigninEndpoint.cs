using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace Infra.Sdk.Tests.Signin;

/// <summary>
/// A sign-in service on a loopback port. The SDK reads the place of its login cache once in a process, so that cache, the endpoint
/// and the configuration file are set for all tests before the first one runs, which also keeps the user's own files out of them.
/// </summary>
internal sealed class SigninEndpoint : IDisposable
{
    private static readonly string Address = $"http://127.0.0.1:{FindFreePort()}/";

    private readonly HttpListener _listener = new();
    private readonly Func<(int Status, string Body)> _answer;

    public SigninEndpoint(Func<(int Status, string Body)> answer)
    {
        _answer = answer;
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _ = ServeAsync();
    }

    public static string Folder { get; } = Directory.CreateTempSubdirectory("infra-signin-").FullName;

    public static string Cache { get; } = Directory.CreateDirectory(Path.Combine(Folder, "cache")).FullName;

    public static string ConfigFile { get; } = Path.Combine(Folder, "config");

    public static string TokenAddress => Address + "v1/token";

    public List<(string Path, string Body, string Proof)> Requests { get; } = [];

    public void Dispose() => _listener.Close();

    [ModuleInitializer]
    internal static void Prepare()
    {
        // Core passes over files that are not there when it first looks.
        string credentials = Path.Combine(Folder, "credentials");
        File.WriteAllText(ConfigFile, "");
        File.WriteAllText(credentials, "");
        Environment.SetEnvironmentVariable("AWS_LOGIN_CACHE_DIRECTORY", Cache);
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_SIGNIN", Address);
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", ConfigFile);
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", credentials);
        AppDomain.CurrentDomain.ProcessExit += static (_, _) => Directory.Delete(Folder, recursive: true);
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                string body = await reader.ReadToEndAsync();
                lock (Requests)
                {
                    Requests.Add((context.Request.RawUrl!, body, context.Request.Headers["DPoP"] ?? ""));
                }

                var (status, answer) = _answer();
                context.Response.StatusCode = status;
                context.Response.ContentType = "application/json";
                if (status >= 400)
                {
                    context.Response.Headers["x-amzn-ErrorType"] = "AccessDeniedException";
                }

                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
