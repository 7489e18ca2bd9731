namespace AlwaysOnPolicy.Learning.Tinker;

/// <summary>What a training has on its server: policy, reference, critic and the weights that answer, each made when it is first asked for.</summary>
internal sealed class TinkerModels : IDisposable
{
    private readonly TinkerOptions _options;
    private readonly TinkerClient _referenceClient;
    private readonly int _seed;
    private TinkerSession? _session, _referenceSession;
    private TinkerServerModel? _policy, _reference, _critic;
    private TinkerState? _start;
    private bool _withMoments, _moved;
    private string? _answering;                // deleted as others take their place: a server answers with them only while their model is there

    /// <param name="start">The weights to begin with; null begins with the base model.</param>
    /// <param name="seed">Of fresh adapters.</param>
    public TinkerModels(TinkerOptions options, TinkerState? start, ulong seed)
    {
        (_options, _start, _seed) = (options, start, (int)(seed & int.MaxValue));
        Client = new TinkerClient(options, options.Address!);
        _referenceClient = options.ReferenceAddress is { } other ? new TinkerClient(options, other) : Client;
    }

    public TinkerClient Client { get; }

    /// <summary>The one that is trained.</summary>
    public TinkerServerModel Policy => _policy ??= Session.NewModel("policy", _seed, _start?.Policy, _withMoments);

    /// <summary>The base model with an adapter that is never stepped, and so adds nothing.</summary>
    public TinkerServerModel Reference => _reference ??= NewReference();

    /// <summary>Gives values. A server makes one beside a policy.</summary>
    public TinkerServerModel Critic => _critic ??= NewCritic();

    /// <summary>Path of the policy's weights as they are, to answer with.</summary>
    public string Sampler
    {
        get
        {
            if (_answering is { } path && !_moved) return path;
            var before = _answering;
            (_answering, _moved) = (Policy.SaveForSampler(), false);
            if (before is not null) Policy.Forget(before);
            return _answering;
        }
    }

    private TinkerSession Session => _session ??= new TinkerSession(Client, _options);

    /// <summary>Says that the policy's weights are others now.</summary>
    public void Moved() => _moved = true;

    /// <summary>Begins with other weights than those that were given; what there is on the server is given up.</summary>
    public void StartFrom(TinkerState state)
    {
        Close();
        (_start, _withMoments) = (state, false);
    }

    /// <summary>Has the optimizers go on where they were when the weights to begin with were saved.</summary>
    public void TakeMoments()
    {
        if (_policy is not null) throw new InvalidOperationException("The policy is on the server already, with other moments.");
        _withMoments = true;
    }

    /// <summary>Keeps policy and critic on the server.</summary>
    public TinkerState Save() => new(_options.BaseModel!, _options.Rank, Policy.Save(), _critic?.Save() ?? _start?.Critic);

    public void Dispose()
    {
        Close();
        if (_referenceClient != Client) _referenceClient.Dispose();
        Client.Dispose();
    }

    private TinkerServerModel NewReference()
    {
        _ = Policy;   // the first model of a server that holds one is this one
        if (_referenceClient != Client) return (_referenceSession ??= new TinkerSession(_referenceClient, _options)).NewModel("policy", _seed, null, false);
        return Session.NewModel("policy", _seed, null, false);
    }

    private TinkerServerModel NewCritic()
    {
        _ = Policy;
        return Session.NewModel("critic", _seed, _start?.Critic, _withMoments);
    }

    private void Close()
    {
        if (_answering is not null) _policy?.Forget(_answering);
        foreach (var model in new[] { _critic, _reference, _policy }) model?.Unload();
        _session?.Dispose();
        _referenceSession?.Dispose();
        (_session, _referenceSession, _policy, _reference, _critic, _answering) = (null, null, null, null, null, null);
    }
}
