using System.Globalization;

namespace HealthLedger.Api.Demo;

/// <summary>What is said in the demo's longer requests.</summary>
static class DemoBodies
{
    public static object Consultation(string appointment) => new
    {
        occurredAt = DateTimeOffset.UtcNow,
        diagnoses = new[] { new { system = "cid-10", code = "J45.0" }, new { system = "cid-10", code = "F41.1" } },
        observations = "Wheezing at night for two weeks; anxious, sleeps badly.",
        examRequests = new[]
        {
            new { system = "tuss", code = "40304361", justification = "Rule out an infection.", kind = "laboratory" },
            new { system = "tuss", code = "40302318", justification = "Baseline.", kind = "laboratory" },
        },
        prescriptions = new object[]
        {
            new
            {
                medicine = new { system = "anvisa", code = "1023504850012" }, quantity = new { value = 60, unit = "tablet" },
                dosage = "One in the morning, one at night", fills = 1, partialAllowed = true,
            },
            new
            {
                medicine = new { system = "dcb", code = "02543" }, quantity = new { value = 30, unit = "capsule" }, dosage = "One at night",
                fills = 1, controlled = true, treatmentDays = 30,
                substance = "Cloridrato de tramadol", presentation = new { form = "capsule", strength = new { value = 50, unit = "mg" } },
            },
        },
        appointment,
    };

    public static object Result() => new
    {
        conclusion = "Within the reference ranges.",
        values = new[] { new { name = "Leukocytes", value = 6.2, unit = "10^3/uL", referenceRange = "4.0 to 11.0", abnormal = false } },
        performedAt = DateTimeOffset.UtcNow,
    };

    /// <summary>With all that the law has a pharmacy write down on a recipe that is kept.</summary>
    public static object Dispensation(decimal quantity, string product, object till) => new
    {
        quantity, product = new { system = "anvisa", code = product }, lots = new[] { new { lot = "L2026-114", quantity, boxes = 1 } },
        buyer = new { name = "Ana Beatriz Moreira", document = DemoCast.Cpf }, pharmacist = new { name = "Lia Prado", crf = "CRF-SP 54321" }, @operator = till,
    };

    public static object Study() => new
    {
        title = "Asthma in winter", protocol = "Diagnoses of asthma by month.", k = 5,
        from = Day(DateTimeOffset.UtcNow.AddYears(-1)), until = Day(DateTimeOffset.UtcNow.AddYears(1)),
    };

    static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
