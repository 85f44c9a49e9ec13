using System.Globalization;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Core.Appointments;
using HealthLedger.Core.Exams;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Research;

namespace HealthLedger.Chain.Contracts;

/// <summary>What the contracts refuse with, as problems of the API. The sentences are ours and name no person.</summary>
internal static class Refusals
{
    static readonly Refusal NotFound = Problems.NotFound.With();

    /// <summary>By the error's name; absent consent and absent thing are told alike.</summary>
    static readonly Dictionary<string, Func<ContractError, Bytes32, Refusal>> Table = new(StringComparer.Ordinal)
    {
        ["EntityUnknown"] = (_, _) => NotFound,
        ["RecordUnknown"] = (_, _) => NotFound,
        ["ExamUnknown"] = (_, _) => NotFound,
        ["PrescriptionUnknown"] = (_, _) => NotFound,
        ["DispensationUnknown"] = (_, _) => NotFound,
        ["ReplacementUnknown"] = (_, _) => NotFound,
        ["NoConsent"] = (_, _) => NotFound,
        ["NotThePatient"] = (_, _) => NotFound,
        ["NotThePhysician"] = (_, _) => NotFound,
        ["NotThePrescriber"] = (_, _) => NotFound,
        ["NotThePharmacy"] = (_, _) => NotFound,
        ["NotTheDiagnosticCenter"] = (_, _) => NotFound,
        ["NotAllowedOnExam"] = (_, _) => NotFound,
        ["NotTheInsurer"] = (_, _) => NotFound,
        ["AppointmentUnknown"] = (_, _) => NotFound,
        ["NotAllowedOnAppointment"] = (_, _) => NotFound,
        ["StaffNotLinked"] = (_, _) => NotFound,
        ["StudyUnknown"] = (_, _) => NotFound,
        ["NotTheInstitute"] = (_, _) => NotFound,

        ["WrongClass"] = (_, _) => Problems.Forbidden.With(),
        ["EntityNotActive"] = (error, actor) =>
            (Bytes32)error.Arguments["entity"] == actor ? Problems.EntitySuspended.With() : Problems.EntityNotActive.With(),
        ["EntityNotSuspended"] = (_, _) => Problems.EntityNotSuspended.With(),
        ["EntityAlreadyRegistered"] = (_, _) => Problems.EntityAlreadyRegistered.With(),
        ["LastActiveRegulator"] = (_, _) => Problems.LastActiveRegulator.With(),
        ["ConsentAlreadyRevoked"] = (_, _) => Problems.ConsentRevoked.With(),
        ["ExamNotInStatus"] = (error, _) => Problems.ExamNotInStatus.With(
            $"The exam request is {((ExamStatus)(int)Number(error, "status")).ToString().ToLowerInvariant()}."),
        ["AuthorizationNeeded"] = (_, _) => Problems.AuthorizationNeeded.With(),
        ["AlreadyBooked"] = (error, _) => Problems.AlreadyBooked.With($"The physician or the patient has another appointment around {Time(error, "startsAt")}."),
        ["AppointmentNotInStatus"] = (error, _) => Problems.AppointmentNotInStatus.With(
            $"The appointment is {AppointmentWords.Of((AppointmentStatus)(int)Number(error, "status"))}."),
        ["AppointmentNotBegun"] = (error, _) => Problems.AppointmentNotInStatus.With($"The appointment begins at {Time(error, "startsAt")}."),
        ["StudyNotInStatus"] = (error, _) => Problems.StudyNotInStatus.With(
            $"The study is {((StudyStatus)(int)Number(error, "status")).ToString().ToLowerInvariant()}."),
        ["PrescriptionExhausted"] = (error, _) => Problems.PrescriptionExhausted.With(
            $"What is left to dispense, in the prescribed unit: {Quantity(error, "remaining")}."),
        ["PrescriptionExpired"] = (error, _) => Problems.PrescriptionExpired.With(
            $"The prescription was valid until {Time(error, "validUntil")}."),
        ["PrescriptionCancelled"] = (_, _) => Problems.PrescriptionCancelled.With(),
        ["PartNotAllowed"] = (error, _) => Problems.PartNotAllowed.With(
            $"It is dispensed in whole fills of {Quantity(error, "quantityPerFill")} in the prescribed unit."),
        ["DispensationAlreadyReversed"] = (_, _) => Problems.DispensationReversed.With(),

        ["ClassInvalid"] = Conflict("The ledger knows no such class."),
        ["IdInvalid"] = Conflict("An id or an address is zero."),
        ["ItemInvalid"] = Conflict("A prescribed item contradicts the ledger's rules: quantity, fills, parts or validity."),
        ["TooManyItems"] = Conflict("A consultation has at most 20 exam requests and 20 prescriptions."),
        ["TimeInvalid"] = Conflict("An appointment begins and ends on the grid of five minutes, ends in the future and is at most twelve hours long."),
        ["StudyAlreadyRegistered"] = Conflict("A study with this id exists already."),
        ["ExtractAlreadyRecorded"] = Conflict("An extract with this id exists already."),
        ["ConsentInvalid"] = Conflict("The consent's grantee, scopes, purpose or times contradict the ledger's rules."),
        ["ConsentAlreadyGranted"] = Conflict("A consent with this id was granted already."),
        ["RecordAlreadyExists"] = Conflict("A record with this id exists already."),
        ["AddressAlreadyBound"] = Conflict("The key's address spoke for an entity before."),
        ["PossessionNotProven"] = Conflict("The new key did not prove that somebody holds it."),
        ["SpeakerUnknown"] = Conflict("The signing key speaks for nobody."),
        ["ReplacementTooEarly"] = (error, _) => Problems.LedgerConflict.With(
            $"The key may be replaced from {Time(error, "executableAt")} on."),
        ["NotTheAnchoringAddress"] = Conflict("Another address anchors this log."),
        ["AnchorMustGrow"] = Conflict("A log with this size, or a larger one, was anchored already."),
        ["AnchorBroken"] = Conflict("The anchor does not continue the one before."),
        ["NotARelayer"] = Conflict("The relayer account is not listed on the ledger."),
        ["TooLittleGas"] = Conflict("The batch carried too little gas."),
        ["Error"] = Conflict("The ledger refused without saying why."),
        ["Panic"] = Conflict("The ledger refused: its arithmetic failed."),
    };

    /// <summary>The errors that have a problem of their own.</summary>
    public static IReadOnlyCollection<string> Known => Table.Keys;

    /// <param name="revertData">What the relay reported, at most 256 bytes of it.</param>
    /// <param name="actor">Whose operation it was.</param>
    public static Refusal Of(ReadOnlySpan<byte> revertData, Bytes32 actor) =>
        ContractErrors.Decode(revertData) is { } error && Table.TryGetValue(error.Name, out var refusal)
            ? refusal(error, actor)
            : Problems.LedgerConflict.With();

    static Func<ContractError, Bytes32, Refusal> Conflict(string detail) => (_, _) => Problems.LedgerConflict.With(detail);

    static UInt128 Number(ContractError error, string name) => (UInt128)error.Arguments[name];

    static string Quantity(ContractError error, string name) =>
        ((decimal)(ulong)Number(error, name) / 1000).ToString("0.###", CultureInfo.InvariantCulture);

    static string Time(ContractError error, string name) =>
        DateTimeOffset.FromUnixTimeSeconds((long)UInt128.Min(Number(error, name), 253402300799))
            .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
