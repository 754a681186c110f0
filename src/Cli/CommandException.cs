namespace Gatehouse.Cli;

/// <summary>A command could not do what it was asked. The message is a whole sentence for the user.</summary>
public sealed class CommandException(string message, Exception? cause = null) : Exception(message, cause);
