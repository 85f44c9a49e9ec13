using HealthLedger.Api.Appointments;
using HealthLedger.Api.Attachments;
using HealthLedger.Api.Audit;
using HealthLedger.Api.Consents;
using HealthLedger.Api.Consultation;
using HealthLedger.Api.Exams;
using HealthLedger.Api.Export;
using HealthLedger.Api.Insurance;
using HealthLedger.Api.Medicines;
using HealthLedger.Api.Operations;
using HealthLedger.Api.Regulation;
using HealthLedger.Api.Research;
using HealthLedger.Api.Terminology;

namespace HealthLedger.Api;

/// <summary>Everything under /v1, flow by flow; Core carries the same folders.</summary>
static class FlowEndpoints
{
    public static void MapFlows(this IEndpointRouteBuilder v1)
    {
        v1.MapRegulation();
        v1.MapConsents();
        v1.MapCounter();
        v1.MapAppointments();
        v1.MapConsultation();
        v1.MapDrafts();
        v1.MapExams();
        v1.MapInsurance();
        v1.MapAttachments();
        v1.MapMedicines();
        v1.MapRecipes();
        v1.MapResearch();
        v1.MapAudit();
        v1.MapExport();
        v1.MapOperations();
        v1.MapTerminology();
    }
}
