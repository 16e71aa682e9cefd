using System.Text.Json;

namespace Herd.Actors.Membership;

/// <summary>Saves <see cref="Contacts"/> in the node's folder: a restarted node finds its herd even if the one it joined is gone.</summary>
public sealed class MembersFile(string folder)
{
    public const string FileName = "members.json";

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerOptions.Web) { WriteIndented = true };

    private readonly string _path = Path.Combine(folder, FileName);

    /// <summary>One contact per name; empty if there is no file or it can't be read.</summary>
    /// <param name="problem">Why it can't be read; null: no problem.</param>
    public IReadOnlyList<Contact> Read(out string? problem)
    {
        problem = null;
        try
        {
            if (!File.Exists(_path))
                return [];
            var contacts = JsonSerializer.Deserialize<List<Contact>>(File.ReadAllBytes(_path), Readable) ?? [];
            return [.. contacts.Where(contact => contact is { Address: not null, Node: not null } && contact.Node.IsValid()).DistinctBy(contact => contact.Node.Name).Take(Contacts.MaxCount)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            problem = $"{_path} can't be read, so the node doesn't know who was in the herd: {fault.Message}";
            return [];
        }
    }

    /// <exception cref="IOException">The disk doesn't take it; the old file stays.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder isn't writable.</exception>
    public void Write(IReadOnlyList<Contact> contacts)
    {
        Directory.CreateDirectory(folder);
        var fresh = _path + ".new";
        File.WriteAllBytes(fresh, JsonSerializer.SerializeToUtf8Bytes(contacts, Readable));
        File.Move(fresh, _path, overwrite: true);
    }
}
