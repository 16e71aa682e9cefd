using System.Text.Json;

namespace Herd.Actors.Membership;

/// <summary>
/// Remembers <see cref="Contacts"/> in a file of the node's folder, so that a node that is restarted finds its herd though
/// whom it once joined is gone.
/// </summary>
/// <param name="folder">The node's.</param>
public sealed class MembersFile(string folder)
{
    public const string FileName = "members.json";

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerOptions.Web) { WriteIndented = true };

    private readonly string _path = Path.Combine(folder, FileName);

    /// <summary>Those remembered, one of a name; empty if there are none, or if they can't be read.</summary>
    /// <param name="problem">Why they can't; null: they can.</param>
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

    /// <exception cref="IOException">The disk won't take it; what was there stays.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Write(IReadOnlyList<Contact> contacts)
    {
        Directory.CreateDirectory(folder);
        var fresh = _path + ".new";
        File.WriteAllBytes(fresh, JsonSerializer.SerializeToUtf8Bytes(contacts, Readable));
        File.Move(fresh, _path, overwrite: true);
    }
}
