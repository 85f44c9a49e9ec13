using HealthLedger.Core.Appointments;
using HealthLedger.Core.Attachments;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Consultation;
using HealthLedger.Core.Exams;
using HealthLedger.Core.Export;
using HealthLedger.Core.Insurance;
using HealthLedger.Core.Medicines;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Research;
using HealthLedger.Core.Terminology;
using HealthLedger.Core.Terminology.Import;
using Microsoft.Extensions.DependencyInjection;

namespace HealthLedger.Core;

/// <summary>The flows of the paper: what makes requests into operations, and what reads back.</summary>
public static class Flows
{
    public static IServiceCollection AddFlows(this IServiceCollection services) => services
        .AddSingleton<Patients>()
        .AddSingleton<Editions>().AddSingleton<Terminologies>().AddSingleton<TerminologySearch>().AddSingleton<PatientCodes>().AddSingleton<Importer>()
        .AddSingleton<PatientLookup>().AddSingleton<ConsentCodes>().AddSingleton<ConsentRequests>()
        .AddSingleton<Registrar>().AddSingleton<EntityReader>().AddSingleton<OpenWorkReader>()
        .AddSingleton<ConsentDesk>().AddSingleton<ConsentReader>()
        .AddSingleton<StaffLinks>().AddSingleton<AppointmentDesk>().AddSingleton<AppointmentReader>()
        .AddSingleton<ConsultationDesk>().AddSingleton<DraftDesk>().AddSingleton<RecordReader>().AddSingleton<Verifier>()
        .AddSingleton(provider => provider.GetRequiredService<CoreOptions>().CoverageRules).AddSingleton<BusinessCalendar>()
        .AddSingleton<CoverageDesk>().AddSingleton<CoverageReader>()
        .AddSingleton<ExamDesk>().AddSingleton<ExamReader>()
        .AddSingleton<AttachmentDesk>().AddSingleton<AttachmentReader>().AddHostedService<AttachmentCleaner>()
        .AddSingleton<MedicineDesk>().AddSingleton<PrescriptionReader>()
        .AddSingleton(provider => provider.GetRequiredService<CoreOptions>().PrescriptionRules)
        .AddSingleton<KnownIngredients>(provider => provider.GetRequiredService<Terminologies>().IngredientsAsync)
        .AddSingleton<Prescribing>().AddSingleton<RecipeReader>().AddSingleton<SngpcReader>()
        .AddSingleton<StudyDesk>().AddSingleton<StudyReader>().AddSingleton<CareReader>()
        .AddSingleton<ExtractDesk>().AddSingleton<ExtractReader>().AddSingleton<CountReader>()
        .AddSingleton<OperationReader>().AddSingleton<OperationMonitor>().AddSingleton<AttentionReader>()
        .AddSingleton<AccessLogReader>().AddSingleton<OwnData>();
}
