using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Herd.Actors.Storage;

/// <summary>The pages of a copy's file, updated from its log, for when SQLite can't read them. They may hold anything.</summary>
/// <remarks>https://www.sqlite.org/fileformat2.html, sections 1.2 and 4.</remarks>
internal sealed class CopyPages : IDisposable
{
    private const int LogHeaderLength = 32;
    private const int FrameHeaderLength = 24;
    private const uint LogMagic = 0x377f0682;

    private readonly SafeFileHandle? _file;
    private readonly SafeFileHandle? _log;
    private readonly long _inFile;
    private readonly Dictionary<long, long> _logged = [];

    /// <exception cref="IOException">A file is there and can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file is there and may not be read.</exception>
    public CopyPages(CopyPlace place)
    {
        _file = Open(place.File);
        _log = Open(place.LogFile);
        _inFile = _file is null ? 0 : RandomAccess.GetLength(_file) / CopyFile.PageSize;
        if (_log is not null)
            ReadLog(_log);
    }

    /// <summary>From 1; the file may lack some that the log has.</summary>
    public IEnumerable<long> Numbers
    {
        get
        {
            for (var number = 1L; number <= _inFile; number++)
                yield return number;
            foreach (var number in _logged.Keys.Where(number => number > _inFile))
                yield return number;
        }
    }

    public bool TryRead(long number, Span<byte> page)
    {
        var (file, at) = _logged.TryGetValue(number, out var logged) ? (_log, logged) : (_file, (number - 1) * CopyFile.PageSize);
        return file is not null && number > 0 && TryRead(file, page, at);
    }

    public void Dispose()
    {
        _file?.Dispose();
        _log?.Dispose();
    }

    private static SafeFileHandle? Open(string path) =>
        File.Exists(path) ? File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete) : null;

    private static bool TryRead(SafeFileHandle file, Span<byte> bytes, long at)
    {
        while (!bytes.IsEmpty)
        {
            var count = RandomAccess.Read(file, bytes, at);
            if (count == 0)
                return false;
            bytes = bytes[count..];
            at += count;
        }

        return true;
    }

    /// <summary>Only frames with the header's salts are of the log's current round. Their contents are checked elsewhere.</summary>
    private void ReadLog(SafeFileHandle log)
    {
        Span<byte> header = stackalloc byte[LogHeaderLength];
        Span<byte> frame = stackalloc byte[FrameHeaderLength];
        if (!TryRead(log, header, 0)
            || (BinaryPrimitives.ReadUInt32BigEndian(header) & ~1u) != LogMagic
            || BinaryPrimitives.ReadUInt32BigEndian(header[8..]) != CopyFile.PageSize)
        {
            return;
        }

        var end = RandomAccess.GetLength(log);
        for (long at = LogHeaderLength; at + FrameHeaderLength + CopyFile.PageSize <= end; at += FrameHeaderLength + CopyFile.PageSize)
        {
            if (!TryRead(log, frame, at) || !frame.Slice(8, 8).SequenceEqual(header.Slice(16, 8)))
                continue;
            _logged[BinaryPrimitives.ReadUInt32BigEndian(frame)] = at + FrameHeaderLength;
        }
    }
}
