using Infra.Host.Cli;

return CommandLine.RunAsync(args).GetAwaiter().GetResult();
