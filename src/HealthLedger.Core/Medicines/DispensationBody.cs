using System.Text.Json.Nodes;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Terminology;

namespace HealthLedger.Core.Medicines;

/// <summary>What a pharmacy hands over: a quantity in the prescribed unit, and what the law has it write down.</summary>
/// <param name="Buyer">As the pharmacy's own system says it: text or an object; where the recipe is kept, an object with name and document.</param>
/// <param name="Notification">The notification's number, where the prescription does not say it.</param>
public sealed record DispensationBody(
    decimal? Quantity, Coding? Product, IReadOnlyList<LotBody>? Lots, DateTimeOffset? DispensedAt, JsonNode? Buyer,
    PharmacistBody? Pharmacist, string? Notification = null, OperatorBody? Operator = null) : Confidential, IOperated;

/// <param name="Quantity">In the prescribed unit.</param>
/// <param name="Boxes">How many boxes or bottles, as the SNGPC counts.</param>
public sealed record LotBody(string? Lot, decimal? Quantity, int? Boxes = null) : Confidential;

public sealed record PharmacistBody(string? Name, string? Crf) : Confidential;
