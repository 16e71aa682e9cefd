using System.Buffers;
using Herd.Actors.Access;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Herd.Actors.Telemetry;

namespace Herd.Actors.Clients;

/// <summary>
/// Lines of one read that are worked on together: IAMATs, and then WHATSATs. An IAMAT behind a WHATSAT starts the next
/// batch, since the WHATSAT must not see it. Other answers are written at once, and flushed when the reports are stored.
/// Nothing points into the bytes that were read.
/// </summary>
internal sealed class CommandBatch
{
    /// <summary>Bytes of answers after which a batch ends, so that a large read costs bounded memory.</summary>
    public const int MaxUnflushed = 128 * 1024;

    /// <summary>
    /// Answers below this many bytes wait for those of the next batch, to be sent together. More are flushed before the
    /// next batch begins.
    /// </summary>
    public const int MaxHeldBack = 16 * 1024;

    /// <summary>WHATSATs in a batch, whose answers are in memory at one time.</summary>
    public const int MaxWhatsAts = 16;

    /// <summary>WHATSATs in a connection's first batch.</summary>
    public const int FirstWhatsAts = 4;

    /// <summary>Bytes of answers to the WHATSATs of a batch, if they are no longer than those before.</summary>
    private const int MaxWhatsAtBytes = 32 * 1024;

    private readonly int _maxWhatsAts;
    private readonly bool _isFull;
    private readonly NodeTelemetry _telemetry;

    /// <summary>Null: everybody may do everything.</summary>
    private readonly AccessKeys? _keys;

    private List<WhatsAt>? _whatsAts;

    /// <summary>
    /// On a node that is full, a batch has one IAMAT at most, and nothing behind it: which of two answers it gets, the
    /// registry decides.
    /// </summary>
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

    /// <summary>What the connection may do behind the batch, which may have an AUTH.</summary>
    public Grant Grant { get; private set; }

    /// <summary>The updates of the IAMATs.</summary>
    public IReadOnlyList<Report> Reports { get; private set; } = [];

    /// <summary>The WHATSATs; null if there are none.</summary>
    public WhatsAtQueue? WhatsAts { get; private set; }

    /// <summary>Reports that the registry hasn't answered yet.</summary>
    public int Unstored { get; private set; }

    /// <summary>The registry owes an answer.</summary>
    public bool IsWithRegistry => Unstored > 0 || WhatsAts is { AreBeingLocated: true };

    /// <summary>Bytes of the lines that are in the batch.</summary>
    public long Consumed { get; private set; }

    /// <summary>The client sends nothing behind the bytes that the batch was taken from.</summary>
    public bool IsEnd { get; }

    /// <summary>Of those bytes some were left that can be worked on.</summary>
    public bool HasMore { get; private set; }

    /// <summary>The last line was over-long, HTTP, a wrong AUTH, or invalid where that closes: no line behind it counts.</summary>
    public bool ClosesConnection { get; private set; }

    /// <summary>The last line shows a key that is nobody's.</summary>
    public bool HasWrongKey { get; private set; }

    /// <summary>
    /// Takes the lines at the start of what came, behind which nothing comes if <paramref name="isEnd"/>. Questions to
    /// PlacesQuery count from <paramref name="firstPlacesId"/>.
    /// </summary>
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
            // The length of an over-long line isn't known, and nothing behind its start counts.
            if (!isOverLong)
                batch.Consumed = lines.Consumed;
        }

        // A batch that got full by the last line has nothing behind it to wait for.
        batch.HasMore &= batch.Consumed < bytes.Length;
        reports.Complete(mayBeRefused: batch._undecided is not null);
        batch.Reports = reports.Reports ?? batch.Reports;
        batch.Unstored = batch.Reports.Count;
        batch.WhatsAts = batch._whatsAts is null ? null : new WhatsAtQueue(batch._whatsAts, firstPlacesId);
        return batch;
    }

    /// <summary>
    /// How many WHATSATs a connection's next batch may have, by the bytes of the longest answer that one got; 0: none did.
    /// </summary>
    public static int MaxWhatsAtsAfter(int longestAnswer) =>
        longestAnswer == 0 ? FirstWhatsAts : Math.Clamp(MaxWhatsAtBytes / longestAnswer, 1, MaxWhatsAts);

    /// <summary>The registry has stored a report, or had no room for it.</summary>
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
        // The answers to WHATSATs are written last of their batch, so nothing else that is answered may stand behind them.
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

    /// <summary>
    /// What the connection may not do is invalid. So is such a WHATSAT, at once: to wait for its client would tell whether
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
