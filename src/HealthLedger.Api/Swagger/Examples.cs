namespace HealthLedger.Api;

/// <summary>
/// What the documentation shows: one sample patient's story. Every request body is accepted as it stands, but for the identifiers and
/// ids in it, which are samples too.
/// </summary>
static class Examples
{
    const string PatientId = "PAT-7K3M9QX2TD4-A";
    const string PhysicianId = "PHY-7K3M9QX2TD4-4";
    const string PharmacyId = "PHA-3F8H2WZ6RB1-F";
    const string StaffId = "STF-4D2M8XK0QT6-0";
    const string InsurerId = "INS-2B7V9RM4HC3-0";
    const string CenterId = "DGC-9C5N4YJ7VE0-8";
    const string InstituteId = "RES-6T2B8XM4QK3-Y";
    const string Id = "2k7q4v9m1x8r3t6w5z0c2n4j8h";
    const string OtherId = "5h0d8f3s6a1g9p2e7b4y0k3m6q";
    const string Hash = "0x8f1d2c3b4a5968778695a4b3c2d1e0f00112233445566778899aabbccddeeff0";
    const string Address = "0x71c7656ec7ab88b098defb751b7401b5f6d8976f";
    const string Time = "2026-11-20T12:30:00.000Z";

    static readonly object ledger = new { operationId = Id, transactionHash = Hash, blockNumber = 42 };

    public static readonly object Patient = new
    {
        @class = "patient", name = "Ana Beatriz Moreira", cpf = "529.982.247-25", cns = "700123456789010", birthDate = "1984-03-17", sex = "female",
    };
    public static readonly object Registered = new
    {
        identifier = PatientId, @class = "patient", name = "Ana Beatriz Moreira", status = "active", address = Address,
        temporaryPassword = "kite-maple-7304-olive-quartz", ledger,
    };
    public static readonly object Entity = new
    {
        identifier = PhysicianId, @class = "physician", name = "Rui Tavares", status = "active", address = Address,
        crm = new { number = "123456", uf = "SP" }, specialty = "Pneumology", registeredAt = Time,
    };
    public static readonly object Entities = Page(Entity);
    public static readonly object Reason = new { reason = "Asked for by the patient." };
    public static readonly object Acceptance = new { reason = "The patient comes in tomorrow." };
    public static readonly object Suspended = new { identifier = PharmacyId, status = "suspended", ledger };
    public static readonly object Reactivated = new { identifier = PharmacyId, status = "active", ledger };
    public static readonly object Rotated = new { identifier = PharmacyId, address = Address, ledger };
    public static readonly object Reset = new { identifier = PharmacyId, temporaryPassword = "kite-maple-7304-olive-quartz" };
    public static readonly object Statistics = new
    {
        regulator = 1, patient = 1, physician = 1, pharmacy = 1, diagnosticCenter = 1, researchInstitute = 0, insuranceCompany = 0,
        hospitalStaff = 0, blockNumber = 42, blockHash = Hash,
    };
    public static readonly object Operation = new
    {
        id = Id, state = "confirmed", kind = "dispense", entity = PharmacyId, resource = OtherId, problem = (object?)null,
        history = new[] { new { state = "accepted", at = Time }, new { state = "sent", at = Time }, new { state = "confirmed", at = Time } },
        waiting = (string?)null, transactionHash = Hash, blockNumber = 42,
    };
    public static readonly object Transactions = Page(Operation);
    public static readonly object Attention = Page(new
    {
        kind = "operation-failed", at = Time, entity = PhysicianId, @class = (string?)null, operation = Id, operationKind = "amendConsultation", resource = OtherId,
        code = "lost-in-fork", detail = "The chain went another way and the operation could not be brought back.",
    });

    public static readonly object OpenWork = Page(new
    {
        id = Id, kind = "exam", patient = PatientId, status = "accepted", since = Time,
        release = new { method = "POST", path = $"/v1/exam-requests/{Id}/release", by = new[] { "patient", "regulator" } },
    });

    public static readonly object Consent = new
    {
        grantee = PhysicianId, scopes = new[] { "records:read", "records:write" }, purpose = "treatment", validUntil = "2036-12-31",
    };
    public static readonly object Granted = new
    {
        id = Id, patient = PatientId, grantee = PhysicianId, scopes = new[] { "records:read", "records:write" }, purpose = "treatment",
        validFrom = Time, validUntil = "2037-01-01T02:59:59.000Z", resource = (string?)null, ledger,
    };
    public static readonly object Consents = Page(new
    {
        id = Id, patient = PatientId, grantee = PhysicianId, scopes = new[] { "records:read", "records:write" }, purpose = "treatment",
        validFrom = Time, validUntil = "2037-01-01T02:59:59.000Z", resource = (string?)null, status = "active", ledger,
    });
    public static readonly object Revoked = new { id = Id, status = "revoked", ledger };

    public static readonly object Lookup = new { cpf = "529.982.247-25", @operator = new { name = "Lia Prado", register = "CRF-SP 54321" } };
    public static readonly object LookedUp = new { identifier = PatientId };
    public static readonly object ConsentRequest = new
    {
        scopes = new[] { "prescriptions:serve" }, purpose = "dispensing", validUntil = "2036-12-31", @operator = new { name = "Lia Prado", register = "CRF-SP 54321" },
    };
    public static readonly object ConsentAsked = Asked("pending");
    public static readonly object ConsentRefused = Asked("refused");
    public static readonly object ConsentRequests = Page(ConsentAsked);
    public static readonly object Approval = new { code = "7K3M-9QX2", @operator = new { name = "Lia Prado", register = "CRF-SP 54321" } };
    public static readonly object Codes = new { count = 3 };
    public static readonly object CodesPrinted = new { codes = new[] { "7K3M-9QX2", "TD4C-VB1N", "8H5P-W0E6" }, expiresAt = Time };
    public static readonly object Operated = new { @operator = new { name = "Lia Prado", register = "CRF-SP 54321" } };
    public static readonly object Appointment = new
    {
        patient = PatientId, physician = PhysicianId, startsAt = "2036-11-20T09:30:00-03:00", endsAt = "2036-11-20T10:00:00-03:00",
        place = "Ambulatory 3, room 12", remarks = "Bring earlier X-rays.", @operator = new { name = "Caio Duarte" },
    };
    public static readonly object Scheduled = new
    {
        id = Id, patient = PatientId, physician = PhysicianId, startsAt = Time, endsAt = Time, place = "Ambulatory 3, room 12", status = "scheduled", ledger,
    };
    public static readonly object AppointmentAuthorized = new { id = Id, status = "authorized", ledger };
    public static readonly object AppointmentCheckedIn = new { id = Id, status = "checked-in", ledger };
    public static readonly object AppointmentCancelled = new { id = Id, status = "cancelled", ledger };
    public static readonly object AppointmentMissed = new { id = Id, status = "no-show", ledger };
    public static readonly object AppointmentRead = new
    {
        id = Id, patient = PatientId, physician = PhysicianId, staff = StaffId, startsAt = Time, endsAt = Time, place = "Ambulatory 3, room 12",
        remarks = (string?)null, status = "authorized", consultation = (string?)null, ledger,
    };
    public static readonly object Appointments = Page(AppointmentRead);
    public static readonly object Link = new { staff = StaffId };
    public static readonly object Linked = new { staff = StaffId, status = "linked", ledger };
    public static readonly object Unlinked = new { staff = StaffId, status = "unlinked", ledger };
    public static readonly object Links = Page(new { physician = PhysicianId, staff = StaffId });

    public static readonly object Consultation = new
    {
        occurredAt = "2026-11-20T09:30:00-03:00",
        diagnoses = new[] { new { system = "cid-10", code = "J45.0" } },
        observations = "Wheezing at night for two weeks; worse since the cold began.",
        examRequests = new[] { new { system = "tuss", code = "40304361", justification = "Rule out an infection." } },
        prescriptions = new object[]
        {
            new
            {
                medicine = new { system = "anvisa", code = "1023504850012" }, quantity = new { value = 60, unit = "tablet" }, dosage = "One in the morning, one at night",
                fills = 3, partialAllowed = true, validUntil = "2036-12-31",
            },
            new
            {
                medicine = new { system = "dcb", code = "02543" }, quantity = new { value = 30, unit = "capsule" }, dosage = "One at night", fills = 1,
                controlled = true, treatmentDays = 30,
                substance = "Cloridrato de tramadol", presentation = new { form = "capsule", strength = new { value = 50, unit = "mg" } },
            },
        },
    };
    public static readonly object ConsultationAdded = new
    {
        id = Id, examRequests = new[] { new { id = OtherId } }, prescriptions = new[] { new { id = OtherId }, new { id = Id } },
        recipes = new[] { new { type = "RCE", prescriptions = new[] { Id }, validUntil = "2026-12-21T02:59:59.000Z", norm = "Portaria SVS/MS 344/1998, arts. 52, 57 and 59" } },
        ledger,
    };
    public static readonly object ConsultationDraft = new
    {
        physician = PhysicianId,
        consultation = new { occurredAt = "2026-11-20T09:30:00-03:00", diagnoses = new[] { new { system = "cid-10", code = "J45.0" } }, observations = "As dictated." },
        @operator = new { name = "Caio Duarte" },
    };
    public static readonly object Drafted = new
    {
        id = Id, patient = PatientId, physician = PhysicianId, staff = StaffId, createdAt = Time, status = "open", consultation = Consultation,
    };
    public static readonly object SignOff = new { consultation = Consultation };
    public static readonly object Drafts = Page(Drafted);
    public static readonly object Discarded = new
    {
        id = Id, patient = PatientId, physician = PhysicianId, staff = StaffId, createdAt = Time, status = "discarded", consultation = (object?)null,
    };
    public static readonly object Amendment = new { reason = "The exam changed the picture.", diagnoses = new[] { new { system = "cid-10", code = "J45.1" } } };
    public static readonly object Carried = new
    {
        operation = Id, operationKind = "amendConsultation", entity = PhysicianId, code = "lost-in-fork",
        detail = "The chain went another way and the operation could not be brought back.",
        payloads = new[] { new { id = OtherId, kind = "amendment", version = 2, content = Amendment, available = true } },
    };
    public static readonly object Amended = new { id = Id, amends = OtherId, ledger };
    public static readonly object Record = new
    {
        id = Id, kind = "consultation", author = PhysicianId, occurredAt = Time, recordedAt = Time, about = (string?)null, version = 1,
        content = Consultation, available = true, ledger,
    };
    public static readonly object Records = Page(Record);
    public static readonly object Verification = new
    {
        commitment = Hash, chainId = 1337, ledger = Address, id = Hash, kind = "consultation", patient = Hash, author = Hash, version = 1, previous = Hash,
        salt = Hash, canonical = "{\"diagnoses\":[…]}", onChain = new { commitment = Hash, blockNumber = 42, transactionHash = Hash }, matches = true,
    };

    static readonly object AuthorizedExam = new
    {
        insurer = InsurerId, status = "authorized", dueAt = Time, norm = "RN ANS 623/2024", overdue = false, decidedAt = Time, reason = (string?)null,
        clause = (string?)null, ground = (string?)null,
    };
    public static readonly object Decision = new
    {
        decision = "denied", reason = "Not among what the contract covers.", clause = "12.3", @operator = new { name = "Davi Souza" },
    };
    public static readonly object Decided = new { id = Id, status = "denied", ledger };
    public static readonly object Waived = new { id = Id, status = "requested", ledger };
    public static readonly object Coverage = new
    {
        id = Id, patient = PatientId, physician = PhysicianId, system = "tuss", code = "40304361", justification = "Rule out an infection.", kind = "laboratory",
        requestedAt = Time, authorization = AuthorizedExam,
    };
    public static readonly object Coverages = Page(Coverage);
    public static readonly object Overdue = Page(new
    {
        examRequest = Id, patient = PatientId, insurer = InsurerId, kind = "laboratory", requestedAt = Time, dueAt = Time, norm = "RN ANS 623/2024",
    });
    public static readonly object Exam = new
    {
        id = Id, patient = PatientId, physician = PhysicianId, system = "tuss", code = "40304361", justification = "Rule out an infection.",
        kind = "laboratory", status = "accepted", center = CenterId, result = (object?)null, authorization = AuthorizedExam, attendBy = Time, consultation = OtherId, requestedAt = Time, ledger,
    };
    public static readonly object Exams = Page(Exam);
    public static readonly object ExamAccepted = new { id = Id, status = "accepted", ledger };
    public static readonly object ExamReleased = new { id = Id, status = "requested", ledger };
    public static readonly object ExamCancelled = new { id = Id, status = "cancelled", ledger };
    public static readonly object Result = new
    {
        conclusion = "Within the reference ranges.", status = "final",
        values = new[] { new { name = "Leukocytes", value = 6.2, unit = "10^3/uL", referenceRange = "4.0 to 11.0", abnormal = false } },
        performedAt = "2026-11-21T08:00:00-03:00",
    };
    public static readonly object ResultAdded = new { id = Id, examRequest = OtherId, status = "completed", ledger };

    public static readonly object Attachment = new
    {
        id = Id, examRequest = OtherId, mediaType = "application/pdf", name = "hemogram.pdf", size = 482133,
        sha256 = "8f1d2c3b4a5968778695a4b3c2d1e0f00112233445566778899aabbccddeeff0", uploadedAt = Time,
    };

    public static readonly object Prescription = new
    {
        id = Id, patient = PatientId, physician = PhysicianId, medicine = new { system = "anvisa", code = "1023504850012" },
        quantity = new { value = 60, unit = "tablet" }, dosage = "One in the morning, one at night", fills = 3, partialAllowed = true, controlled = false,
        dispensed = 60, remaining = 120, validUntil = "2037-01-01T02:59:59.000Z", treatmentDays = (int?)null, status = "active",
        consultation = OtherId, prescribedAt = Time, ledger, recipe = (string?)null, substance = (string?)null, presentation = (object?)null,
        notification = (string?)null,
    };
    public static readonly object Prescriptions = Page(Prescription);
    public static readonly object Recipes = Page(new
    {
        type = "RCE", title = "Receita de Controle Especial em duas vias (branca)", notification = (string?)null, date = "2026-11-20",
        validUntil = "2026-12-21T02:59:59.000Z", validIn = "country", norm = "Portaria SVS/MS 344/1998, arts. 52, 57 and 59", attached = (string?)null,
        prescriber = new { identifier = PhysicianId, name = "Rui Tavares", crm = new { number = "123456", uf = "SP" } }, patient = PatientId, items = new[] { Prescription },
    });
    public static readonly object Sngpc = "<mensagemSNGPC xmlns=\"urn:sngpc-schema\">…</mensagemSNGPC>";
    public static readonly object Dispensation = new
    {
        quantity = 60, product = new { system = "anvisa", code = "1023504850012" }, lots = new[] { new { lot = "L2026-114", quantity = 60, boxes = 1 } },
        buyer = new { name = "Ana Beatriz Moreira", document = "529.982.247-25" }, pharmacist = new { name = "Lia Prado", crf = "CRF-SP 54321" },
    };
    public static readonly object Dispensed = new { id = Id, prescription = OtherId, quantity = 60, remaining = 120, ledger };
    public static readonly object Dispensations = Page(new
    {
        id = Id, prescription = OtherId, pharmacy = PharmacyId, quantity = 60, remaining = 120, status = "dispensed", content = Dispensation, recordedAt = Time, ledger,
    });
    public static readonly object PrescriptionCancelled = new { id = Id, status = "cancelled", ledger };
    public static readonly object Reversed = new { id = Id, status = "reversed", remaining = 180, ledger };

    public static readonly object Study = new
    {
        title = "Asthma in adults", protocol = "How often adults with asthma see a physician, and with which form of it.", from = "2026-01-01", until = "2026-12-31",
        codes = new[] { new { system = "cid-10", code = "J45" } }, k = 5,
    };
    public static readonly object StudyRegistered = new { id = Id, institute = InstituteId, title = "Asthma in adults", k = 5, status = "registered", ledger };
    public static readonly object StudyRead = new
    {
        id = Id, institute = InstituteId, title = "Asthma in adults", protocol = "How often adults with asthma see a physician, and with which form of it.",
        from = "2026-01-01", until = "2026-12-31", codes = new[] { new { system = "cid-10", code = "J45" } }, k = 5, status = "approved", registeredAt = Time, ledger,
    };
    public static readonly object Studies = Page(StudyRead);
    public static readonly object StudyApproved = new { id = Id, status = "approved", ledger };
    public static readonly object StudyEnded = new { id = Id, status = "ended", ledger };
    public static readonly object ExtractDrawn = new
    {
        id = OtherId, study = Id, rules = "docs/research.md, version 1", k = 5, patients = 212, leftOut = 7, rows = 498,
        sha256 = new { ndjson = Hash[2..], csv = Hash[2..] }, status = "available", ledger,
    };
    public static readonly object Extracts = Page(new
    {
        id = OtherId, study = Id, status = "available",
        description = new
        {
            study = Id, rules = "docs/research.md, version 1", k = 5, patients = 212, leftOut = 7, rows = 498, sha256 = new { ndjson = Hash[2..], csv = Hash[2..] },
        },
        recordedAt = Time, ledger,
    });
    public static readonly object ExtractRow = new { patient = "5f0c2a9b77e4d163", sex = "female", age = "40-49", period = "2026-Q2", system = "cid-10", code = "J45.0" };
    public static readonly object ExtractVerification = new
    {
        commitment = Hash, chainId = 1337, ledger = Address, id = Hash, kind = "extract", patient = Hash, author = Hash, version = 1, previous = Hash,
        salt = Hash, canonical = "{\"k\":5,\"leftOut\":7,…}", onChain = new { commitment = Hash, blockNumber = 42, transactionHash = Hash }, matches = true,
    };
    public static readonly object Count = new
    {
        study = Id, quarter = "2026-Q3", system = "cid-10", code = "J45", sex = "female", ageBand = "40-49", count = 135, roundedTo = 5,
    };

    public static readonly object AccessLog = Page(new
    {
        at = Time, actor = PhysicianId, action = "records.list", outcome = "allowed", purpose = "treatment", resource = (string?)null, reason = (string?)null,
        @operator = (object?)null,
    });

    static object Asked(string status) => new
    {
        id = Id, patient = PatientId, grantee = PharmacyId, scopes = new[] { "prescriptions:serve" }, purpose = "dispensing", validFrom = (string?)null,
        validUntil = "2037-01-01T02:59:59.000Z", resource = (string?)null, status, createdAt = Time, expiresAt = Time,
    };

    static object Page(object item) => new { items = new[] { item }, next = (string?)null };
}
