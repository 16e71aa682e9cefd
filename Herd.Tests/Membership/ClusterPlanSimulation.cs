using Herd.Actors.Gossip;
using Herd.Actors.Membership;
using Herd.Tests.Simulation;

namespace Herd.Tests.Membership;

/// <summary>A herd's membership on virtual time, without actors, under random faults; after the heal one cluster must remain.</summary>
internal sealed class ClusterPlanSimulation
{
    /// <summary>
    /// A visit that is silent as the cut heals (3 s) and the next (5 s); a wait after ended systems (4 s); joining at one that has
    /// just gone (6 s, and two starts and leaves of a second); or a removal, noticed after 5 s.
    /// </summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    /// <summary>After removals of live nodes on several sides, views are asymmetric: a node may move to one that moves next.</summary>
    public static readonly TimeSpan BoundAfterRemovals = TimeSpan.FromSeconds(60);

    /// <summary>To the oldest cluster it hears of, to an older one, once in vain, and once after its removal.</summary>
    public const int MaxMoves = 4;

    public const int MaxMovesAfterRemovals = 8;

    private static readonly TimeSpan StableFor = TimeSpan.FromSeconds(8);
    private const double Day = 24 * 3600e9;

    private readonly Random _random;
    private readonly ClusterWorld _world;
    private readonly Site[] _sites;
    private readonly List<Neighbour> _file = [];
    private readonly List<SimulatedMember> _all = [];
    private bool _removed;

    public ClusterPlanSimulation(int seed)
    {
        _random = new Random(seed);
        _world = new ClusterWorld(_random) { TellsRemoved = _random.Next(2) == 0 };
        var count = _random.Next(25) == 0 ? 20 : _random.Next(2, 9);
        var inFile = _random.Next(2) == 0 ? count : _random.Next(1, count + 1);
        for (var number = 0; number < inFile; number++)
            _file.Add(new Neighbour($"N{number}", $"h{number}", 2));
        var links = new HashSet<(int, int)>();
        for (var number = 1; number < count; number++)
            links.Add((_random.Next(number), number));
        for (var extra = _random.Next(count); extra > 0; extra--)
        {
            var (a, b) = (_random.Next(count), _random.Next(count));
            if (a != b)
                links.Add((Math.Min(a, b), Math.Max(a, b)));
        }

        _sites =
        [
            .. Enumerable.Range(0, count).Select(number => new Site(
                $"N{number}",
                [.. links.Where(link => link.Item1 == number || link.Item2 == number).Select(link => $"N{(link.Item1 == number ? link.Item2 : link.Item1)}")],
                number < inFile ? null : new Neighbour("", $"h{_random.Next(inFile)}", 2)) { Host = $"h{number}" }),
        ];
    }

    /// <summary>Returns the virtual time from the heal until one cluster remains, and the most moves of any node.</summary>
    public (TimeSpan Took, int Moves) Run()
    {
        _world.StartsFail = _random.Next(4) == 0;
        if (_random.Next(4) == 0)
            Partition();
        var atOnce = _random.Next(2) == 0;
        foreach (var site in _sites.Where(_ => atOnce || _random.Next(2) == 0))
            Start(site);
        var calm = _random.Next(3) * 40;
        for (var steps = _random.Next(5, 60); steps > 0; steps--)
        {
            _world.RunUntil(_world.Now + _world.Between(10, 1_500));
            if (_random.Next(100) >= calm)
                Disturb();
        }

        return Heal();
    }

    private void Disturb()
    {
        var site = _world.One(_sites);
        switch (_random.Next(22))
        {
            case 0:
                Partition();
                break;
            case 1:
                _world.Cut(site.Host, _world.One(_sites).Host);
                break;
            case 2:
                _world.ForbidCalls(site.Host, _world.One(_sites).Host);
                break;
            case 3 or 4:
                _world.Heal();
                break;
            case 5 or 6 or 7 when site.Process is { IsRunning: true }:
                Crash(site);
                break;
            case 8 when site.Process is { IsRunning: true, Standing: Standing.Joining }:
                Crash(site);
                break;
            case <= 13 when site.Process is not { IsRunning: true }:
                Start(site);
                break;
            case 14:
                Swap(site, _world.One(_sites));
                break;
            case 15 when site.Twin is null:
                StartTwin(site);
                break;
            case 16 or 17:
                _removed |= site.Process?.TakeOutOneUnreachable() ?? false;
                break;
            case 18:
                foreach (var each in _sites.Where(_ => _random.Next(2) == 0))
                    _removed |= each.Process?.TakeOutOneUnreachable() ?? false;
                break;
            case 19:
                site.Process?.System?.Quarantine();
                break;
        }
    }

    private void Partition()
    {
        var side = _sites.Where(_ => _random.Next(2) == 0).Select(site => site.Host).ToHashSet();
        foreach (var one in _sites.Select(site => site.Host).Where(side.Contains))
        {
            foreach (var other in _sites.Select(site => site.Host).Where(host => !side.Contains(host)))
                _world.Cut(one, other);
        }
    }

    private void Start(Site site)
    {
        _world.Dark.Remove(site.Host);
        if (_world.Processes.ContainsKey(site.Host))
            return;
        if (_random.Next(3) == 0)
            (site.Memory, site.Epoch) = ([], 0);
        site.Process = Make(site, site.Host, site.Memory, site.Epoch);
        site.Epoch = site.Process.Epoch;
    }

    private SimulatedMember Make(Site site, string host, IReadOnlyList<Contact> memory, ulong epoch)
    {
        var skew = _random.Next(5) == 0 ? (_random.NextDouble() - 0.5) * 10 * Day : _random.NextDouble() * 1e9;
        var began = 100 * Day + skew;
        ulong Wall() => (ulong)(began + _world.Now.TotalNanoseconds);
        var process = new SimulatedMember(_world, site.Name, host, Math.Max(epoch + 1 + (ulong)_random.Next(1_000), Wall()), Wall, _file, site.Links, site.Join, memory);
        _all.Add(process);
        return process;
    }

    private void Crash(Site site)
    {
        site.Memory = site.Process!.Contacts.All;
        site.Process.Crash();
        if (_random.Next(3) == 0)
            _world.Dark.Add(site.Host);
    }

    private void Swap(Site one, Site other)
    {
        if (one == other || one.IsUp || other.IsUp || _world.Processes.ContainsKey(one.Host) || _world.Processes.ContainsKey(other.Host))
            return;
        (one.Host, other.Host) = (other.Host, one.Host);
        Start(one);
        Start(other);
    }

    /// <summary>Started after the original, unless that restarts.</summary>
    private void StartTwin(Site site) => site.Twin = Make(site, $"{site.Host}-twin{_all.Count}", [], site.Epoch);

    /// <summary>The node at a listed host must win: two namesakes at hosts that no file lists can't find each other.</summary>
    private void EndTwinsThatWin()
    {
        var known = _file.Select(node => node.Host).ToHashSet();
        foreach (var site in _sites.Where(site => known.Contains(site.Host) && site.Twin is { IsRunning: true } twin && !(site.Process is { IsRunning: true } process && process.Epoch < twin.Epoch)))
            site.Twin!.Crash();
    }

    private (TimeSpan Took, int Moves) Heal()
    {
        EndTwinsThatWin();
        // Wait until all know: of two namesakes the one that started later ends when it hears of the other.
        _world.RunUntil(_world.Now + ClusterWorld.Ms(5_000));
        _world.Heal();
        _world.StartsFail = false;
        // One node may stay dead, unless others can join only there.
        var dead = _random.Next(3) == 0 && _sites.Length > 2 ? _world.One(_sites) : null;
        if (dead is not null && _sites.Any(site => site.Join?.Host == dead.Host))
            dead = null;
        foreach (var site in _sites)
        {
            if (site == dead && site.Process is { IsRunning: true })
                Crash(site);
            if (site != dead && !site.IsUp)
                Start(site);
        }

        _world.Dark.RemoveWhere(host => host != dead?.Host);
        foreach (var process in _all)
            process.BeginToCount();

        var healed = _world.Now;
        _world.Note(() => "all is healed");
        var bound = _removed ? BoundAfterRemovals : Bound;
        var (rightSince, wrong) = (healed, "");
        while (_world.Now - rightSince < StableFor)
        {
            _world.RunUntil(_world.Now + ClusterWorld.Ms(100));
            if (WhatIsWrong(dead) is not { } what)
                continue;
            (rightSince, wrong) = (_world.Now, what);
            if (rightSince - healed > bound)
                throw Failed($"{wrong} (dead: {dead?.Name})");
        }

        var took = rightSince - healed;
        var moves = _all.Max(process => process.MovesCounted);
        if (moves > (_removed ? MaxMovesAfterRemovals : MaxMoves))
            throw Failed($"{moves} moves: {_all.MaxBy(process => process.MovesCounted)}");
        return (took, moves);
    }

    private string? WhatIsWrong(Site? dead)
    {
        var running = _all.Where(process => process.IsRunning).ToList();
        foreach (var process in _all.Where(process => process.EndedWrongly(_all)))
            throw Failed($"{process} ended, though there is no earlier start: {process.EndedBecause}");
        foreach (var site in _sites)
        {
            var count = running.Count(process => process.Name == site.Name);
            if (count != 1 && !(site == dead && count == 0))
                return $"{count} nodes are called {site.Name}";
        }

        if (running.FirstOrDefault(process => process.Standing != Standing.Member || process.System is null) is { } none)
            return $"{none.Name} is no member";
        if (running.Select(process => process.Cluster).Distinct().Count() > 1)
            return "there are several clusters";
        var uids = running.Select(process => process.System!.Uid).ToHashSet();
        return running.FirstOrDefault(process => !uids.SetEquals(process.System!.Uids.Where(uids.Contains))) is { } blind ? $"{blind.Name} doesn't know all" : null;
    }

    private SimulationFailedException Failed(string what) => new(
        $"{what}\n{string.Join("\n", _all.Where(process => process.IsRunning))}\nWhat happened at last:\n{string.Join("\n", _world.Story.TakeLast(80).Select(what => what()))}");

    private sealed class Site(string name, IReadOnlyList<string> links, Neighbour? join)
    {
        public string Name { get; } = name;

        public IReadOnlyList<string> Links { get; } = links;

        public Neighbour? Join { get; } = join;

        public required string Host { get; set; }

        public SimulatedMember? Process { get; set; }

        public SimulatedMember? Twin { get; set; }

        public IReadOnlyList<Contact> Memory { get; set; } = [];

        public ulong Epoch { get; set; }

        public bool IsUp => Process is { IsRunning: true } || Twin is { IsRunning: true };
    }
}
