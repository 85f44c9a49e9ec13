using System.Text.Json.Nodes;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Consultation;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Research;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;

namespace HealthLedger.Tests.Core.Research;

/// <summary>Patients with their care in a real store, and an institute that studies them.</summary>
sealed class Cohort : IAsyncDisposable
{
    /// <summary>When the ledger takes in what happens, unless it is late.</summary>
    public static readonly DateOnly Day = new(2026, 5, 10);
    public static readonly DateTimeOffset Recorded = new(Day, new TimeOnly(12, 0), TimeSpan.Zero);

    readonly LedgerId physician = LedgerId.Random();
    readonly StudyReader studies;
    readonly CareReader care;

    Cohort()
    {
        var clock = new Clock(World.Clock, TimeZoneInfo.Utc);
        var directory = World.Get<EntityDirectory>();
        var access = World.Get<PatientAccess>();
        var policy = World.Get<AccessPolicy>();
        var secret = World.Get<LedgerSecret>();
        studies = new StudyReader(World.Store, World.Vault, directory);
        care = new CareReader(World.Store, World.Vault);
        Extracts = new ExtractReader(
            World.Store, World.Vault, studies, policy, access, World.Log, new Verifier(World.Store, World.Vault, World.Network));
        Desk = new ExtractDesk(World.Store, World.Vault, studies, Extracts, care, policy, access, secret, World.Network, clock);
        Studies = new StudyDesk(studies, World.Vault, World.Network);
        Counts = NewCounts();
        Consents = new ConsentDesk(World.Store, directory, clock);
    }

    public CoreWorld World { get; } = new();
    public Actor Institute { get; } = new(LedgerId.Random(), "RES-TEST", EntityClass.ResearchInstitute);
    public ExtractReader Extracts { get; }
    public ExtractDesk Desk { get; }
    public StudyDesk Studies { get; }
    public CountReader Counts { get; }
    public ConsentDesk Consents { get; }

    /// <summary>What happens from now on happens three months later.</summary>
    public bool Late { get; set; }

    static CancellationToken Cancellation => CoreWorld.Cancellation;

    public static async Task<Cohort> OpenAsync()
    {
        var cohort = new Cohort();
        await cohort.World.SubjectAsync(cohort.Institute.Entity);
        await cohort.HappenAsync(Story.Registered(cohort.Institute.Entity, EntityClass.ResearchInstitute), Story.Registered(cohort.physician, EntityClass.Physician));
        return cohort;
    }

    public async Task<LedgerId> StudyAsync(int k = 5, bool approved = true, params string[] codes)
    {
        var body = new StudyBody(
            "A study", "Its protocol", new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31),
            codes.Length == 0 ? null : [.. codes.Select(code => new HealthLedger.Core.Terminology.Coding("cid-10", code))], k);
        var draft = await Studies.RegisterAsync(Institute, body, Returning.Request(), Cancellation);
        await World.Desk.AcceptAsync(draft, Cancellation);
        var study = LedgerId.Parse(draft.Resource);
        await HappenAsync(new StudyRegistered(study, Institute.Entity, draft.Payloads[0].Commitment), new OperationExecuted(Institute.Entity, draft.Request.RequestId, null));
        if (approved) await HappenAsync(new StudyApproved(study, LedgerId.Random()));
        return study;
    }

    /// <summary>Patients with their profile and a consultation for each visit.</summary>
    public async Task<IReadOnlyList<LedgerId>> PatientsAsync(IEnumerable<Person> people)
    {
        var events = new List<LedgerEvent>();
        var (keys, payloads, patients) = (new List<SubjectKey>(), new List<Payload>(), new List<LedgerId>());
        foreach (var person in people)
        {
            var patient = LedgerId.Random();
            var (key, subject) = World.Vault.CreateSubject(patient);
            patients.Add(patient);
            keys.Add(key);
            events.Add(Story.Registered(patient, EntityClass.Patient));
            Add(patient, PayloadKinds.Profile, new JsonObject { ["name"] = "Ana Moreira", ["birthDate"] = $"{person.Birth:yyyy-MM-dd}", ["sex"] = person.Sex });
            foreach (var visit in person.Visits)
            {
                var id = LedgerId.Random();
                var commitment = Add(id, PayloadKinds.Consultation, new JsonObject
                {
                    ["occurredAt"] = $"{visit.Day:yyyy-MM-dd}T12:00:00Z", ["observations"] = "Wheezing at night.",
                    ["diagnoses"] = new JsonArray(new JsonObject { ["system"] = "cid-10", ["code"] = visit.Code }),
                });
                events.Add(new ConsultationAdded(id, patient, physician, commitment));
            }

            Digest Add(LedgerId id, string kind, JsonObject content)
            {
                var payload = subject.SealPayload(new PayloadDraft(id, kind, physician, 1, Digest.Zero, Story.AnyDigest(), content), World.Network.Identity);
                payloads.Add(payload);
                return payload.Commitment;
            }
        }
        await World.Store.WriteAsync(
            (db, _) =>
            {
                db.AddRange(keys);
                db.AddRange(payloads);
                return Task.CompletedTask;
            },
            Cancellation);
        await HappenAsync([.. events]);
        return patients;
    }

    /// <summary>The patients join the study; their consents.</summary>
    public async Task<IReadOnlyList<LedgerId>> JoinAsync(LedgerId study, params IEnumerable<LedgerId> patients)
    {
        var joined = patients.Select(patient => new ConsentGranted(
            LedgerId.Random(), patient, Institute.Entity, Scopes.RecordsRead, Purpose.Research, 0, 4_000_000_000, study)).ToList();
        await HappenAsync([.. joined]);
        return [.. joined.Select(consent => consent.Consent)];
    }

    public Task LeaveAsync(LedgerId patient, LedgerId consent) => HappenAsync(new ConsentRevoked(consent, patient));

    /// <summary>Draws and records an extract; its id and whose data it holds.</summary>
    public async Task<(LedgerId Id, OperationDraft Draft)> DrawAsync(LedgerId study)
    {
        var draft = await Desk.DrawAsync(Institute, study, Returning.Request(), Cancellation);
        await World.Desk.AcceptAsync(draft, Cancellation);
        var id = LedgerId.Parse(draft.Resource);
        await HappenAsync(new ExtractRecorded(id, study, draft.Payloads[0].Commitment), new OperationExecuted(Institute.Entity, draft.Request.RequestId, null));
        return (id, draft);
    }

    public async Task<IReadOnlyList<ExtractRow>> ExtractAsync(LedgerId study) =>
        await Extracts.RowsAsync(Institute, study, (await DrawAsync(study)).Id, Cancellation);

    public string PseudonymOf(LedgerId study, LedgerId patient) => new StudyKey(World.Get<LedgerSecret>(), study).PseudonymOf(patient);

    public Task HappenAsync(params LedgerEvent[] events) =>
        World.IndexAsync(Returning.Next(World, events) with { Time = (Late ? Recorded.AddDays(92) : Recorded).ToUnixTimeSeconds() });

    public CountReader NewCounts() => new(World.Store, care, studies, World.Get<LedgerSecret>(), new Clock(World.Clock, TimeZoneInfo.Utc));

    public async ValueTask DisposeAsync()
    {
        Counts.Dispose();
        await World.DisposeAsync();
    }
}

sealed record Person(string Sex, DateOnly Birth, IReadOnlyList<(DateOnly Day, string Code)> Visits)
{
    static readonly string[] codes = ["J45.0", "J45.1", "E11.9", "I10", "M54.5", "F32.0", "K21.0", "N39.0", "H10.1", "L20.9", "B24"];

    /// <summary>Anybody: a few visits, common and rare diagnoses.</summary>
    public static Person Any(Random random, Func<Random, string>? code = null) => new(
        random.Next(2) == 0 ? "female" : "male", new DateOnly(1930, 1, 1).AddDays(random.Next(33_000)),
        [.. Enumerable.Range(0, 1 + (random.Next(3) == 0 ? random.Next(4) : 0)).Select(_ => (AnyDay(random), code?.Invoke(random) ?? codes[random.Next(codes.Length)]))]);

    public static DateOnly AnyDay(Random random) => new DateOnly(2026, 1, 1).AddDays(random.Next(365));
}
