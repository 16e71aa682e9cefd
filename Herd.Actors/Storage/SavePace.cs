namespace Herd.Actors.Storage;

/// <summary>
/// Decides when others' updates are saved: with the node's own, unless more than <see cref="BusyFrames"/> are new each time. Then they
/// wait: they are on their own nodes' disks and soon outdated, and the nodes of a busy herd write less than half as much.
/// </summary>
internal sealed class SavePace
{
    public const int BusyFrames = 1_000;

    /// <summary>Saves of own updates between two of everything.</summary>
    public const int MaxOwnSaves = 5;

    private int _frames;
    private int _saves;
    private int _ownSavesLeft;

    /// <summary>Whether the next save, or the one that goes on, is of the node's own updates only.</summary>
    public bool IsOwnOnly => _ownSavesLeft > 0;

    public void Count(int frames) => _frames += frames;

    public void OwnSaved()
    {
        _saves++;
        _ownSavesLeft--;
    }

    public void AllSaved()
    {
        _ownSavesLeft = _frames > BusyFrames * (_saves + 1) ? MaxOwnSaves : 0;
        (_frames, _saves) = (0, 0);
    }

    public void Restart() => (_frames, _saves, _ownSavesLeft) = (0, 0, 0);
}
