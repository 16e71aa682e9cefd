using System.Buffers;
using Herd.Actors.Access;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Herd.Actors.Telemetry;

namespace Herd.Actors.Clients;

/// <summary>
/// Lines of one read that are worked on together: IAMATs, then WHATSATs. An IAMAT after a WHATSAT starts the next batch, since the
/// WHATSAT must not see it. Other answers are written at once, and flushed when the reports are stored. Copies all it needs.
/// </summary>
internal sealed class CommandBatch
{
    /// <summary>Bytes of answers that end a batch, so that a large read needs bounded memory.</summary>
    public const int MaxUnflushed = 128 * 1024;

    /// <summary>Bytes of answers up to which a flush waits for the next batch's answers.</summary>
    public const int MaxHeldBack = 16 * 1024;

    /// <summary>Limits the answers in memory.</summary>
    public const int MaxWhatsAts = 16;

    public const int FirstWhatsAts = 4;

    /// <summary>Planned bytes of a batch's WHATSAT answers, by the longest one so far.</summary>
    private const int MaxWhatsAtBytes = 32 * 1024;

    private readonly int _maxWhatsAts;
    private readonly bool _isFull;
    private readonly NodeTelemetry _telemetry;

    /// <summary>Null: everybody may do everything.</summary>
    private readonly AccessKeys? _keys;

    private List<WhatsAt>? _whatsAts;

    /// <summary>A full node's batch ends after one IAMAT, because the registry decides between these two answers to it.</summary>
    private (byte[] Stored, byte[] Refused)? _undecided;

    private CommandBatch(bool isEnd, int maxWhatsAts, bool isFull, AccessKeys keys, Grant grant, NodeTelemetry telemetry)
    {
        _isFull = isFull;
        _telemetry = telemetry;
        _keys = keys.IsOpen ? null : keys;
        Grant = grant;
        IsEnd = isEnd;
        _maxWhatsAts = maxWhatsAts;
    }

    /// <summary>The connection's grant after the batch, which may contain an AUTH.</summary>
    public Grant Grant { get; private set; }

    public IReadOnlyList<Report> Reports { get; private set; } = [];

    public WhatsAtQueue? WhatsAts { get; private set; }

    public int Unstored { get; private set; }

    public bool IsWithRegistry => Unstored > 0 || WhatsAts is { AreBeingLocated: true };

    public long Consumed { get; private set; }

    public bool IsEnd { get; }

    /// <summary>The bytes have more lines for the next batch.</summary>
    public bool HasMore { get; private set; }

    /// <summary>After an over-long line, HTTP, a wrong AUTH, or an invalid line if the settings say so. No later line counts.</summary>
    public bool ClosesConnection { get; private set; }

    public bool HasWrongKey { get; private set; }

    /// <param name="isEnd">Nothing comes after these bytes.</param>
    /// <param name="firstPlacesId">ID of the first question to PlacesQuery; the others count up.</param>
    public static CommandBatch Take(
        in ReadOnlySequence<byte> bytes,
        bool isEnd,
        AnswerBuffer answers,
        ClientServices services,
        int firstPlacesId,
        int maxWhatsAts,
        Grant grant)
    {
        var batch = new CommandBatch(isEnd, maxWhatsAts, services.IsFull?.Invoke() ?? false, services.Keys, grant, services.Telemetry);
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

        // If the last line fills the batch, no line is left.
        batch.HasMore &= batch.Consumed < bytes.Length;
        reports.Complete(mayBeRefused: batch._undecided is not null);
        batch.Reports = reports.Reports ?? batch.Reports;
        batch.Unstored = batch.Reports.Count;
        batch.WhatsAts = batch._whatsAts is null ? null : new WhatsAtQueue(batch._whatsAts, firstPlacesId);
        return batch;
    }

    /// <summary>WHATSATs in a connection's next batch, by its longest answer so far in bytes; 0: none yet.</summary>
    public static int MaxWhatsAtsAfter(int longestAnswer) =>
        longestAnswer == 0 ? FirstWhatsAts : Math.Clamp(MaxWhatsAtBytes / longestAnswer, 1, MaxWhatsAts);

    public void OnReported(bool isStored, AnswerBuffer answers)
    {
        Unstored--;
        if (_undecided is { } either)
            answers.Write(isStored ? either.Stored : either.Refused);
    }

    private bool HasRoom(AnswerBuffer answers)
    {
        HasMore = _undecided is not null || answers.Unflushed >= MaxUnflushed || _whatsAts?.Count >= _maxWhatsAts;
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
        var isWellFormed = command.Kind is not CommandKind.Invalid;
        if (_keys is not null)
            command = Permitted(command, line, isOverLong);
        // A batch's WHATSATs are answered last, so no other answer may come after them.
        HasMore = _whatsAts is not null && command.Kind is CommandKind.IAmAt or CommandKind.Invalid or CommandKind.Auth;
        HasMore |= _isFull && command.Kind == CommandKind.IAmAt && !reports.IsEmpty;
        if (HasMore)
            return false;
        switch (command.Kind)
        {
            case CommandKind.IAmAt when _isFull:
                var refusal = new byte[Refusal.Length(command.Text.Length)];
                Refusal.Write(refusal, command.Text.Of(line));
                _undecided = ([.. reports.Add(line, command), (byte)'\n'], refusal);
                break;
            case CommandKind.IAmAt:
                var atLine = reports.Add(line, command);
                var answer = answers.GetSpan(atLine.Length + 1);
                atLine.CopyTo(answer);
                answer[atLine.Length] = (byte)'\n';
                answers.Advance(atLine.Length + 1);
                break;
            case CommandKind.WhatsAt:
                (_whatsAts ??= []).Add(new WhatsAt(line, command));
                break;
            case CommandKind.Auth:
                Authenticate(command.Text.Of(line), answers);
                break;
            case CommandKind.Invalid:
                Refuse(command.Text.Of(line), answers);
                _telemetry.Refused(isWellFormed ? RefusalReason.Forbidden : isOverLong ? RefusalReason.TooLong : RefusalReason.Invalid);
                ClosesConnection = isOverLong || settings.CloseOnInvalid;
                break;
            case CommandKind.HttpRequest:
                _telemetry.Refused(RefusalReason.HttpOnClientPort);
                ClosesConnection = true;
                break;
        }

        return true;
    }

    /// <summary>Makes forbidden commands invalid, a WHATSAT at once: waiting for its client would reveal whether it exists.</summary>
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
            answers.Write(AuthLine.Accepted);
        }
        else
        {
            Refuse(AuthLine.Refused, answers);
            _telemetry.WrongClientKey();
            ClosesConnection = HasWrongKey = true;
        }
    }

    private static void Refuse(ReadOnlySpan<byte> text, AnswerBuffer answers) =>
        answers.Advance(Refusal.Write(answers.GetSpan(Refusal.Length(text.Length)), text));
}
