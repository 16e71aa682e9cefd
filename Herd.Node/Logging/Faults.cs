using System.Diagnostics;

namespace Herd.Node.Logging;

/// <summary>Tells of faults on one line.</summary>
internal static class Faults
{
    private const int MaxFrames = 4;

    /// <summary>Kind, message and the innermost calls, with those of its cause.</summary>
    public static string Describe(Exception fault)
    {
        var frames = new StackTrace(fault).GetFrames()
            .Select(frame => frame.GetMethod())
            .Where(method => method?.DeclaringType is not null)
            .Take(MaxFrames)
            .Select(method => $"{method!.DeclaringType!.Name}.{method.Name}");
        var calls = string.Join(" < ", frames);
        var cause = fault.InnerException is { } inner ? $", because of {Describe(inner)}" : "";
        return OneLine($"{fault.GetType().Name}: {fault.Message}{(calls.Length > 0 ? $" (in {calls})" : "")}{cause}");
    }

    public static string OneLine(string text) => Settings.SettingsCheck.OneLine(text);
}
