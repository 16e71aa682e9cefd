using System.Buffers;
using Herd.Actors.Access;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;

namespace Herd.Actors.Clients;

/// <summary>
/// Lines of one read that are worked on together: IAMATs, and then WHATSATs. An IAMAT behind a WHATSAT starts the
/// next batch, since the WHATSAT must not see it. What can be answered is written at once; it must not be flushed
/// before the reports are stored. Nothing points into the bytes that were read.
/// </summary>
internal sealed class Batch
{
    /// <summary>Bytes of answers after which a batch ends, so that a large read costs bounded memory.</summary>
    public const int MaxUnflushed = 128 * 1024;

    /// <summary>
    /// Bytes of answers that may wait for those of the next batch, to be sent together. More are sent first, and the next batch
    /// is begun when the client has taken them.
    /// </summary>
    public const int MaxHeldBack = 16 * 1024;

    /// <summary>WHATSATs in a batch, whose answers are in memory at one time.</summary>
    public const int MaxLookups = 16;

    /// <summary>WHATSATs in a connection's first batch.</summary>
    public const int FirstLookups = 4;

    /// <summary>Bytes of answers to the WHATSATs of a batch, if they are no longer than those before.</summary>
    private const int MaxLookupBytes = 32 * 1024;

    private readonly int _maxLookups;
    private readonly bool _isFull;

    /// <summary>Null: everybody may do everything.</summary>
    private readonly AccessKeys? _keys;

    private List<Lookup>? _lookups;

    /// <summary>The answers, of which one is to be written, to the only IAMAT of a batch of a node that is full.</summary>
    private (byte[] Stored, byte[] Refused)? _held;

    private Batch(bool isEnd, int maxLookups, bool isFull, AccessKeys keys, Grant grant)
    {
        _isFull = isFull;
        _keys = keys.IsOpen ? null : keys;
        Grant = grant;
        IsEnd = isEnd;
        _maxLookups = maxLookups;
    }

    /// <summary>What the connection may do behind the batch: an AUTH in it may have changed that.</summary>
    public Grant Grant { get; private set; }

    /// <summary>The updates of the IAMATs.</summary>
    public IReadOnlyList<Report> Reports { get; private set; } = [];

    /// <summary>Reports that the registry hasn't stored yet.</summary>
    public int Unstored { get; set; }

    public bool IsWithRegistry => Unstored > 0 || Lookups is { AreBeingLocated: true };

    /// <summary>The WHATSATs; null if there are none.</summary>
    public Lookups? Lookups { get; private set; }

    /// <summary>Bytes of the lines that are in the batch.</summary>
    public long Consumed { get; private set; }

    /// <summary>The client sends nothing behind the bytes that the batch was taken from.</summary>
    public bool IsEnd { get; }

    /// <summary>Lines that are there were left for the next batch, or the start of one.</summary>
    public bool HasMore { get; private set; }

    /// <summary>
    /// A line was over-long, HTTP's, a wrong AUTH, or invalid where that closes a connection: no line behind it counts.
    /// </summary>
    public bool ClosesConnection { get; private set; }

    /// <param name="bytes">What came and wasn't consumed yet.</param>
    /// <param name="isEnd">Nothing comes behind them.</param>
    /// <param name="answers">Where to write.</param>
    /// <param name="services">Of the node.</param>
    /// <param name="firstPlacesId">Of the questions to PlacesQuery.</param>
    /// <param name="maxLookups">WHATSATs that are taken.</param>
    /// <param name="grant">What the connection may do.</param>
    public static Batch Take(
        in ReadOnlySequence<byte> bytes,
        bool isEnd,
        AnswerBuffer answers,
        ClientServices services,
        int firstPlacesId,
        int maxLookups,
        Grant grant)
    {
        var batch = new Batch(isEnd, maxLookups, services.IsFull?.Invoke() ?? false, services.Keys, grant);
        var settings = services.Settings;
        var receipt = PosixTime.From(services.Clock.GetUtcNow());
        var limits = CommandLimits.At(receipt, settings.MaxIdLength, settings.MaxAhead, services.Keys.Exist);
        var reports = new ReportBuilder(services.ServerName.Span, receipt);
        using var lines = new LineSplitter(bytes, isEnd, settings.MaxLineLength);
        while (!batch.ClosesConnection
            && batch.HasRoom(answers)
            && lines.TryRead(out var line, out var isOverLong)
            && batch.TryAdd(line, isOverLong, limits, ref reports, answers, settings))
        {
            // An over-long line's length isn't known, and nothing behind its start counts.
            if (!isOverLong)
                batch.Consumed = lines.Consumed;
        }

        // A batch that is full may have taken the last line: then its answers wait for nothing.
        batch.HasMore &= batch.Consumed < bytes.Length;
        reports.Complete(mayBeRefused: batch._held is not null);
        batch.Reports = reports.Reports ?? batch.Reports;
        batch.Unstored = batch.Reports.Count;
        batch.Lookups = batch._lookups is null ? null : new Lookups(batch._lookups, firstPlacesId);
        return batch;
    }

    /// <param name="longestAnswer">Bytes of the longest answer that a WHATSAT of the connection got; 0: it got none.</param>
    /// <returns>How many WHATSATs its next batch may have.</returns>
    public static int MaxLookupsBehind(int longestAnswer) =>
        longestAnswer == 0 ? FirstLookups : Math.Clamp(MaxLookupBytes / longestAnswer, 1, MaxLookups);

    /// <summary>A report is dealt with.</summary>
    /// <param name="isStored">Else there was no room for it.</param>
    /// <param name="answers">Where to write what was held back until then.</param>
    public void OnReported(bool isStored, AnswerBuffer answers)
    {
        Unstored--;
        if (_held is not { } held)
            return;
        var answer = isStored ? held.Stored : held.Refused;
        answer.CopyTo(answers.GetSpan(answer.Length));
        answers.Advance(answer.Length);
    }

    private bool HasRoom(AnswerBuffer answers)
    {
        HasMore = _held is not null || answers.Unflushed >= MaxUnflushed || _lookups?.Count >= _maxLookups;
        return !HasMore;
    }

    private bool TryAdd(
        scoped ReadOnlySpan<byte> line,
        bool isOverLong,
        in CommandLimits limits,
        ref ReportBuilder reports,
        AnswerBuffer answers,
        ClientSettings settings)
    {
        var command = isOverLong ? Command.Invalid(new Field(0, line.Length)) : CommandParser.Parse(line, limits);
        if (_keys is not null)
            command = Permitted(command, line, isOverLong);
        // Answers are written in the order of the lines, and a WHATSAT's is written last of its batch.
        HasMore = _lookups is not null && command.Kind is CommandKind.IAmAt or CommandKind.Invalid or CommandKind.Auth;
        // Whether there is room for it the registry says; its answer waits for that, and so nothing else may be behind it.
        HasMore |= _isFull && command.Kind == CommandKind.IAmAt && !reports.IsEmpty;
        if (HasMore)
            return false;
        switch (command.Kind)
        {
            case CommandKind.IAmAt when _isFull:
                var refusal = new byte[Refusal.Length(command.Text.Length)];
                Refusal.Write(refusal, command.Text.Of(line));
                _held = ([.. reports.Add(line, command), (byte)'\n'], refusal);
                break;
            case CommandKind.IAmAt:
                var atLine = reports.Add(line, command);
                var answer = answers.GetSpan(atLine.Length + 1);
                atLine.CopyTo(answer);
                answer[atLine.Length] = (byte)'\n';
                answers.Advance(atLine.Length + 1);
                break;
            case CommandKind.WhatsAt:
                (_lookups ??= []).Add(new Lookup(line, command));
                break;
            case CommandKind.Auth:
                Authenticate(command.Text.Of(line), answers);
                break;
            case CommandKind.Invalid:
                Refuse(command.Text.Of(line), answers);
                ClosesConnection = isOverLong || settings.CloseOnInvalid;
                break;
            case CommandKind.HttpRequest:
                ClosesConnection = true;
                break;
        }

        return true;
    }

    /// <summary>
    /// A command that the connection may not give is invalid. So is a WHATSAT at once: waiting for the client would tell that
    /// there is one.
    /// </summary>
    private Command Permitted(in Command command, ReadOnlySpan<byte> line, bool isOverLong) => command.Kind switch
    {
        CommandKind.IAmAt when !Grant.MayReport(command.Client.Of(line)) => Command.Invalid(command.Text),
        CommandKind.WhatsAt when !Grant.MayRead(command.Client.Of(line)) => Command.Invalid(command.Text),
        CommandKind.Invalid when isOverLong && _keys!.Exist && AuthLine.Is(line.TrimStart(WhiteSpace.Bytes)) => Command.Auth(default),
        _ => command,
    };

    private void Authenticate(ReadOnlySpan<byte> text, AnswerBuffer answers)
    {
        if (AuthLine.TryRead(text, out var name, out var secret) && _keys!.Find(name, secret) is { } grant)
        {
            Grant = grant;
            AuthLine.Accepted.CopyTo(answers.GetSpan(AuthLine.Accepted.Length));
            answers.Advance(AuthLine.Accepted.Length);
        }
        else
        {
            Refuse(AuthLine.Refused, answers);
            ClosesConnection = true;
        }
    }

    private static void Refuse(ReadOnlySpan<byte> text, AnswerBuffer answers) =>
        answers.Advance(Refusal.Write(answers.GetSpan(Refusal.Length(text.Length)), text));
}
