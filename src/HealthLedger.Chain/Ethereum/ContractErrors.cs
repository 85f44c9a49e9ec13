namespace HealthLedger.Chain.Ethereum;

/// <summary>A custom error that a contract refused with.</summary>
/// <param name="Name">As declared, for instance "PrescriptionExhausted".</param>
/// <param name="Arguments">By parameter name: Bytes32, Address, bool, string, or UInt128 for numbers and enumerations.</param>
internal sealed record ContractError(string Name, IReadOnlyDictionary<string, object> Arguments);

/// <summary>Names what the ledgers and their relay refuse with, from the bytes that a revert or a refused operation carries.</summary>
internal static class ContractErrors
{
    /// <summary>Every error of the contracts' ABIs, enumerations as uint8, and the two of Solidity itself.</summary>
    public static IReadOnlyList<string> Declarations { get; } =
    [
        "Error(string reason)",
        "Panic(uint256 code)",

        "SpeakerUnknown(address speaker)",
        "EntityUnknown(bytes32 entity)",
        "EntityAlreadyRegistered(bytes32 entity)",
        "EntityNotActive(bytes32 entity)",
        "EntityNotSuspended(bytes32 entity)",
        "WrongClass(bytes32 entity, uint8 class)",
        "ClassInvalid()",
        "IdInvalid()",
        "AddressAlreadyBound(address speaker)",
        "PossessionNotProven(address speaker)",
        "LastActiveRegulator(bytes32 entity)",
        "ReplacementUnknown(bytes32 entity)",
        "ReplacementTooEarly(bytes32 entity, uint64 executableAt)",

        "ConsentInvalid(bytes32 consent)",
        "ConsentAlreadyGranted(bytes32 consent)",
        "ConsentAlreadyRevoked(bytes32 consent)",
        "NotThePatient(bytes32 entity, bytes32 patient)",
        "NoConsent(bytes32 patient, bytes32 grantee)",

        "NotTheAnchoringAddress(bytes32 log, address caller)",
        "AnchorMustGrow(bytes32 log, uint64 size)",
        "AnchorBroken(bytes32 log, bytes32 previousRoot)",

        "StudyUnknown(bytes32 study)",
        "StudyAlreadyRegistered(bytes32 study)",
        "StudyNotInStatus(bytes32 study, uint8 status)",
        "NotTheInstitute(bytes32 entity, bytes32 study)",
        "ExtractAlreadyRecorded(bytes32 extract)",

        "RecordAlreadyExists(bytes32 record)",
        "RecordUnknown(bytes32 record)",
        "NotThePhysician(bytes32 entity, bytes32 record)",
        "TooManyItems(uint256 count)",

        "ExamUnknown(bytes32 exam)",
        "ExamNotInStatus(bytes32 exam, uint8 status)",
        "NotTheDiagnosticCenter(bytes32 entity, bytes32 exam)",
        "NotAllowedOnExam(bytes32 entity, bytes32 exam)",
        "NotTheInsurer(bytes32 entity, bytes32 exam)",
        "AuthorizationNeeded(bytes32 exam, bytes32 insurer)",

        "StaffNotLinked(bytes32 staff, bytes32 physician)",
        "TimeInvalid(bytes32 appointment)",
        "AlreadyBooked(bytes32 person, uint64 startsAt)",
        "AppointmentUnknown(bytes32 appointment)",
        "AppointmentNotInStatus(bytes32 appointment, uint8 status)",
        "NotAllowedOnAppointment(bytes32 entity, bytes32 appointment)",
        "AppointmentNotBegun(bytes32 appointment, uint64 startsAt)",

        "ItemInvalid(bytes32 prescription)",
        "PrescriptionUnknown(bytes32 prescription)",
        "PrescriptionExhausted(bytes32 prescription, uint64 remaining)",
        "PrescriptionExpired(bytes32 prescription, uint64 validUntil)",
        "PrescriptionCancelled(bytes32 prescription)",
        "PartNotAllowed(bytes32 prescription, uint64 quantityPerFill)",
        "NotThePrescriber(bytes32 entity, bytes32 prescription)",
        "DispensationUnknown(bytes32 dispensation)",
        "DispensationAlreadyReversed(bytes32 dispensation)",
        "NotThePharmacy(bytes32 entity, bytes32 dispensation)",

        "NotARelayer(address caller)",
        "TooLittleGas(uint256 index)",

        "InvalidShortString()",
        "StringTooLong(string str)",
    ];

    static readonly Dictionary<uint, (string Name, (string Type, string Name)[] Parameters)> Known =
        Declarations.Select(Parse).ToDictionary(error => error.Selector, error => (error.Name, error.Parameters));

    /// <summary>The error and its arguments; null where the selector is unknown or the arguments do not fit it.</summary>
    public static ContractError? Decode(ReadOnlySpan<byte> revertData)
    {
        if (Abi.SelectorOf(revertData) is not { } selector || !Known.TryGetValue(selector, out var error)) return null;
        try
        {
            var reader = new AbiReader(revertData[Abi.SelectorLength..]);
            var arguments = new Dictionary<string, object>(error.Parameters.Length);
            foreach (var (type, name) in error.Parameters) arguments[name] = Read(ref reader, type);
            return new ContractError(error.Name, arguments);
        }
        catch (FormatException)
        {
            return null; // cut short, or another contract's error with the same selector
        }
    }

    static object Read(ref AbiReader reader, string type) => type switch
    {
        "bytes32" => reader.ReadBytes32(),
        "address" => reader.ReadAddress(),
        "bool" => reader.ReadBool(),
        "string" => reader.ReadText(),
        _ => reader.ReadUInt128(),
    };

    static (uint Selector, string Name, (string Type, string Name)[] Parameters) Parse(string declaration)
    {
        var open = declaration.IndexOf('(', StringComparison.Ordinal);
        var parameters = declaration[(open + 1)..^1]
            .Split(", ", StringSplitOptions.RemoveEmptyEntries)
            .Select(parameter => parameter.Split(' '))
            .Select(parts => (Type: parts[0], Name: parts[1]))
            .ToArray();
        var name = declaration[..open];
        return (Abi.Selector($"{name}({string.Join(',', parameters.Select(p => p.Type))})"), name, parameters);
    }
}
