namespace Herd.Actors.Storage;

/// <summary>
/// Decides when others' updates are saved: always with the node's own, unless more than <see cref="BusyFrames"/> are new
/// each time. Then they have to wait for a while: they are on their own nodes' disks, most of them are outdated soon, and
/// the nodes of a busy herd write less than half as much.
/// </summary>
internal sealed class SavePace
{
    public const int BusyFrames = 1_000;

    /// <summary>So many saves of own updates come between two of everything.</summary>
    public const int MaxOwnSaves = 5;

    private int _frames;
    private int _saves;
    private int _ownSavesLeft;

    /// <summary>Whether the next save, or the one that goes on, is of the node's own updates only.</summary>
    public bool IsOwnOnly => _ownSavesLeft > 0;

    /// <summary>Updates were saved.</summary>
    public void Count(int frames) => _frames += frames;

    /// <summary>All own updates were saved.</summary>
    public void OwnSaved()
    {
        _saves++;
        _ownSavesLeft--;
    }

    /// <summary>Everything was saved.</summary>
    public void AllSaved()
    {
        _ownSavesLeft = _frames > BusyFrames * (_saves + 1) ? MaxOwnSaves : 0;
        (_frames, _saves) = (0, 0);
    }

    /// <summary>The next save is of everything.</summary>
    public void Restart() => (_frames, _saves, _ownSavesLeft) = (0, 0, 0);
}
