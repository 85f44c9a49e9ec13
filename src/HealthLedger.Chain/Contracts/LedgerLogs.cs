using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Regulation;

namespace HealthLedger.Chain.Contracts;

/// <summary>Why the relay passed an operation over; the contract's numbers.</summary>
internal enum SkipReason
{
    None,
    SignatureInvalid,
    SpeakerNotCurrent,
    AlreadySpent,
    GasOverCap,
    LedgerUnknown,
    OutOfGas,
}

/// <summary>
/// Logs as the ledger's events. A log that tells of ids no gateway made (somebody wrote to the ledger in his own way) is none of ours:
/// null, never an exception, for nobody may stop the indexer from outside.
/// </summary>
internal static class LedgerLogs
{
    /// <summary>The topic of the one event that decides an operation.</summary>
    public static Bytes32 Executed { get; } = Abi.Topic("Executed(bytes32,bytes32,uint8,bytes)");

    /// <summary>Events that the read model does not know (yet).</summary>
    static readonly string[] Unused =
    [
        "RelayerListed(address,bool,bytes32)", "ReplacementProposed(bytes32,address,uint64,bytes32)",
        "ReplacementVetoed(bytes32,address)", "Anchored(bytes32,uint64,bytes32,bytes32)",
        "AnchoringAddressNamed(bytes32,address,bytes32)", "EIP712DomainChanged()",
    ];

    static readonly Dictionary<Bytes32, (Func<LedgerContracts, Address> From, Decoder Decode)> Table = new()
    {
        [Executed] = (c => c.Relay, ReadExecuted),
        [Abi.Topic("Skipped(bytes32,bytes32,uint8)")] = (c => c.Relay, (ref LogReader log) =>
            new OperationSkipped(log.Id(), log.Topic().ToDigest(), ((SkipReason)log.Data.ReadUInt8()).ToString())),

        [Abi.Topic("EntityRegistered(bytes32,uint8,address,bytes32,bytes32)")] = (c => c.Registry, (ref LogReader log) =>
        {
            var (entity, author) = (log.Id(), log.Id());
            return new EntityRegistered(
                entity, (EntityClass)log.Data.ReadUInt8(), log.Data.ReadAddress().ToText(), log.Data.ReadBytes32().ToDigest(), author);
        }
        ),
        [Abi.Topic("EntitySuspended(bytes32,bytes32,bytes32)")] = (c => c.Registry, (ref LogReader log) =>
        {
            var (entity, author) = (log.Id(), log.Id());
            return new EntitySuspended(entity, log.Data.ReadBytes32().ToDigest(), author);
        }
        ),
        [Abi.Topic("EntityReactivated(bytes32,bytes32)")] = (c => c.Registry, (ref LogReader log) =>
            new EntityReactivated(log.Id(), log.Id())),
        [Abi.Topic("SpeakerChanged(bytes32,address,address)")] = (c => c.Registry, (ref LogReader log) =>
            new SpeakerChanged(log.Id(), log.Data.ReadAddress().ToText(), log.Data.ReadAddress().ToText())),
        [Abi.Topic("ConsentGranted(bytes32,bytes32,bytes32,uint32,uint8,uint64,uint64,bytes32)")] = (c => c.Registry, (ref LogReader log) =>
            new ConsentGranted(
                log.Id(), log.Id(), log.Id(), (Scopes)log.Data.ReadUInt32(), (Purpose)log.Data.ReadUInt8(), log.Long(), log.Long(),
                log.Data.ReadBytes32() is var resource && resource == default ? null : LogReader.Ours(resource))),
        [Abi.Topic("ConsentRevoked(bytes32,bytes32)")] = (c => c.Registry, (ref LogReader log) =>
            new ConsentRevoked(log.Id(), log.Id())),

        [Abi.Topic("StudyRegistered(bytes32,bytes32,bytes32)")] = (c => c.Registry, (ref LogReader log) =>
            new StudyRegistered(log.Id(), log.Id(), log.Data.ReadBytes32().ToDigest())),
        [Abi.Topic("StudyApproved(bytes32,bytes32)")] = (c => c.Registry, (ref LogReader log) => new StudyApproved(log.Id(), log.Id())),
        [Abi.Topic("StudyEnded(bytes32,bytes32,bytes32)")] = (c => c.Registry, (ref LogReader log) =>
            new StudyEnded(log.Id(), log.Id(), log.Data.ReadBytes32().ToDigest())),
        [Abi.Topic("ExtractRecorded(bytes32,bytes32,bytes32)")] = (c => c.Registry, (ref LogReader log) =>
            new ExtractRecorded(log.Id(), log.Id(), log.Data.ReadBytes32().ToDigest())),

        [Abi.Topic("ConsultationAdded(bytes32,bytes32,bytes32,bytes32)")] = (c => c.Care, (ref LogReader log) =>
            new ConsultationAdded(log.Id(), log.Id(), log.Id(), log.Data.ReadBytes32().ToDigest())),
        [Abi.Topic("ConsultationAmended(bytes32,bytes32,bytes32,bytes32,bytes32)")] = (c => c.Care, (ref LogReader log) =>
            new ConsultationAmended(log.Id(), log.Id(), log.Id(), log.Data.ReadBytes32().ToDigest(), log.Data.ReadBytes32().ToDigest())),
        [Abi.Topic("StaffLinked(bytes32,bytes32,bool)")] = (c => c.Care, (ref LogReader log) =>
            new StaffLinked(log.Id(), log.Id(), log.Data.ReadBool())),
        [Abi.Topic("AppointmentScheduled(bytes32,bytes32,bytes32,bytes32,uint64,uint64,bytes32)")] = (c => c.Care, (ref LogReader log) =>
            new AppointmentScheduled(
                log.Id(), log.Id(), log.Id(), LogReader.Ours(log.Data.ReadBytes32()), log.Long(), log.Long(), log.Data.ReadBytes32().ToDigest())),
        [Abi.Topic("AppointmentAuthorized(bytes32,bytes32)")] = (c => c.Care, (ref LogReader log) => new AppointmentAuthorized(log.Id(), log.Id())),
        [Abi.Topic("AppointmentCheckedIn(bytes32,bytes32)")] = (c => c.Care, (ref LogReader log) => new AppointmentCheckedIn(log.Id(), log.Id())),
        [Abi.Topic("AppointmentCancelled(bytes32,bytes32,bytes32)")] = (c => c.Care, (ref LogReader log) =>
            new AppointmentCancelled(log.Id(), log.Id(), log.Data.ReadBytes32().ToDigest())),
        [Abi.Topic("AppointmentMissed(bytes32,bytes32)")] = (c => c.Care, (ref LogReader log) => new AppointmentMissed(log.Id(), log.Id())),
        [Abi.Topic("AppointmentSpent(bytes32,bytes32)")] = (c => c.Care, (ref LogReader log) => new AppointmentSpent(log.Id(), log.Id())),

        [Abi.Topic("AuthorizationSought(bytes32,bytes32,bytes32)")] = (c => c.Care, (ref LogReader log) =>
            new AuthorizationSought(log.Id(), log.Id(), log.Id())),
        [Abi.Topic("ExamAuthorized(bytes32,bytes32,bytes32)")] = (c => c.Care, (ref LogReader log) =>
            new ExamDecided(log.Id(), log.Id(), true, log.Data.ReadBytes32().ToDigest())),
        [Abi.Topic("ExamDenied(bytes32,bytes32,bytes32)")] = (c => c.Care, (ref LogReader log) =>
            new ExamDecided(log.Id(), log.Id(), false, log.Data.ReadBytes32().ToDigest())),
        [Abi.Topic("CoverageWaived(bytes32,bytes32,bytes32)")] = (c => c.Care, (ref LogReader log) =>
            new CoverageWaived(log.Id(), log.Id(), log.Data.ReadBytes32().ToDigest())),
        [Abi.Topic("ExamRequested(bytes32,bytes32,bytes32,bytes32,bytes32)")] = (c => c.Care, (ref LogReader log) =>
            new ExamRequested(
                log.Id(), log.Id(), log.Id(), LogReader.Ours(log.Data.ReadBytes32()), log.Data.ReadBytes32().ToDigest())),
        [Abi.Topic("ExamAccepted(bytes32,bytes32)")] = (c => c.Care, (ref LogReader log) => new ExamAccepted(log.Id(), log.Id())),
        [Abi.Topic("ExamReleased(bytes32,bytes32,bytes32)")] = (c => c.Care, (ref LogReader log) =>
            new ExamReleased(log.Id(), log.Id(), log.Data.ReadBytes32().ToDigest())),
        [Abi.Topic("ExamCancelled(bytes32,bytes32,bytes32)")] = (c => c.Care, (ref LogReader log) =>
            new ExamCancelled(log.Id(), log.Id(), log.Data.ReadBytes32().ToDigest())),
        [Abi.Topic("ExamCompleted(bytes32,bytes32,bytes32,bytes32)")] = (c => c.Care, (ref LogReader log) =>
            new ExamCompleted(log.Id(), log.Id(), log.Id(), log.Data.ReadBytes32().ToDigest())),
        [Abi.Topic("ResultCorrected(bytes32,bytes32,bytes32,bytes32,bytes32)")] = (c => c.Care, (ref LogReader log) =>
            new ResultCorrected(log.Id(), log.Id(), log.Id(), log.Data.ReadBytes32().ToDigest(), log.Data.ReadBytes32().ToDigest())),

        [Abi.Topic("ItemPrescribed(bytes32,bytes32,bytes32,bytes32,bytes32,uint64,uint16,bool,bool,uint64)")] = (c => c.Care,
            (ref LogReader log) => new ItemPrescribed(
                log.Id(), log.Id(), log.Id(), LogReader.Ours(log.Data.ReadBytes32()), log.Data.ReadBytes32().ToDigest(), log.Long(),
                log.Data.ReadUInt16(), log.Data.ReadBool(), log.Data.ReadBool(), log.Long())),
        [Abi.Topic("Dispensed(bytes32,bytes32,bytes32,uint64,uint64,bytes32)")] = (c => c.Care, (ref LogReader log) =>
            new Dispensed(log.Id(), log.Id(), log.Id(), log.Long(), log.Long(), log.Data.ReadBytes32().ToDigest())),
        [Abi.Topic("PrescriptionCancelledBy(bytes32,bytes32,bytes32)")] = (c => c.Care, (ref LogReader log) =>
            new PrescriptionWasCancelled(log.Id(), log.Id(), log.Data.ReadBytes32().ToDigest())),
        [Abi.Topic("DispensationReversed(bytes32,bytes32,bytes32,uint64,uint64,bytes32)")] = (c => c.Care, (ref LogReader log) =>
            new DispensationReversed(log.Id(), log.Id(), log.Id(), log.Long(), log.Long(), log.Data.ReadBytes32().ToDigest())),
    };

    delegate LedgerEvent Decoder(ref LogReader log);

    /// <summary>The topics of every event that is decoded or knowingly left aside.</summary>
    public static IEnumerable<Bytes32> Known => Table.Keys.Concat(Unused.Select(Abi.Topic));

    /// <summary>The event, or null where the log is none of the ledger's that a gateway could have caused.</summary>
    public static LedgerEvent? Decode(Log log, LedgerContracts contracts)
    {
        if (log.Topics.Count == 0 || !Table.TryGetValue(log.Topics[0], out var entry) || log.Address != entry.From(contracts)) return null;
        try
        {
            var reader = new LogReader(log);
            return entry.Decode(ref reader);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    static LedgerEvent ReadExecuted(ref LogReader log)
    {
        var actor = log.Topic();
        var entity = LogReader.Ours(actor);
        var requestId = log.Topic().ToDigest();
        return log.Data.ReadUInt8() switch
        {
            1 => new OperationExecuted(entity, requestId, null),
            2 => new OperationExecuted(entity, requestId, Refusals.Of(log.Data.ReadBytes(), actor)),
            3 => new OperationGivenUp(entity, requestId),
            _ => throw new FormatException("No such outcome."),
        };
    }
}
