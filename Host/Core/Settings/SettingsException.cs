namespace Infra.Core.Settings;

/// <summary>Why the server cannot run as it is configured, in sentences for the person who starts it.</summary>
internal sealed class SettingsException(string message) : Exception(message);
