using HealthLedger.Api.Audit;
using HealthLedger.Api.Consents;
using HealthLedger.Api.Consultation;
using HealthLedger.Api.Exams;
using HealthLedger.Api.Medicines;
using HealthLedger.Api.Operations;
using HealthLedger.Api.Regulation;
using HealthLedger.Api.Research;

namespace HealthLedger.Api;

/// <summary>Everything under /v1, flow by flow; Core carries the same folders.</summary>
static class FlowEndpoints
{
    public static void MapFlows(this IEndpointRouteBuilder v1)
    {
        v1.MapRegulation();
        v1.MapConsents();
        v1.MapConsultation();
        v1.MapExams();
        v1.MapMedicines();
        v1.MapResearch();
        v1.MapAudit();
        v1.MapOperations();
    }
}
