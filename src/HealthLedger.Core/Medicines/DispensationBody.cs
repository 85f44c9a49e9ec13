using System.Text.Json.Nodes;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Terminology;

namespace HealthLedger.Core.Medicines;

/// <summary>What a pharmacy hands over: a quantity in the prescribed unit, and what the law has it write down.</summary>
/// <param name="Buyer">As the pharmacy's own system says it: text or an object.</param>
public sealed record DispensationBody(
    decimal? Quantity, Coding? Product, IReadOnlyList<LotBody>? Lots, DateTimeOffset? DispensedAt, JsonNode? Buyer,
    PharmacistBody? Pharmacist, OperatorBody? Operator = null) : Confidential, IOperated;

public sealed record LotBody(string? Lot, decimal? Quantity) : Confidential;

public sealed record PharmacistBody(string? Name, string? Crf) : Confidential;
