using System.Buffers;

namespace Akka.Configuration.Hocon;

/// <summary>Writes keys and texts so that they are read back as the same.</summary>
internal static class HoconText
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly SearchValues<char> PlainOrDot =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+%");

    public static string Key(string key) =>
        key.Length > 0 && !key.AsSpan().ContainsAnyExcept(Plain) ? key : Quoted(key);

    public static string Value(string? text) =>
        text is null ? "null"
        : text.Length > 0 && !text.AsSpan().ContainsAnyExcept(PlainOrDot) ? text
        : Quoted(text);

    private static string Quoted(string text) => '"' + text
        .Replace("\\", "\\\\")
        .Replace("\"", "\\\"")
        .Replace("\n", "\\n")
        .Replace("\r", "\\r")
        .Replace("\t", "\\t") + '"';
}
