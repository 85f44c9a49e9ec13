using HealthLedger.Core.Consents;
using HealthLedger.Core.Consultation;
using HealthLedger.Core.Exams;
using HealthLedger.Core.Medicines;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Research;
using Microsoft.Extensions.DependencyInjection;

namespace HealthLedger.Core;

/// <summary>The four flows of the paper: what makes requests into operations, and what reads back.</summary>
public static class Flows
{
    public static IServiceCollection AddFlows(this IServiceCollection services) => services
        .AddSingleton<Patients>()
        .AddSingleton<Registrar>().AddSingleton<EntityReader>()
        .AddSingleton<ConsentDesk>().AddSingleton<ConsentReader>()
        .AddSingleton<ConsultationDesk>().AddSingleton<RecordReader>().AddSingleton<Verifier>()
        .AddSingleton<ExamDesk>().AddSingleton<ExamReader>()
        .AddSingleton<MedicineDesk>().AddSingleton<PrescriptionReader>()
        .AddSingleton<StudyDesk>().AddSingleton<StudyReader>().AddSingleton<CareReader>()
        .AddSingleton<ExtractDesk>().AddSingleton<ExtractReader>().AddSingleton<CountReader>()
        .AddSingleton<OperationReader>().AddSingleton<AttentionReader>();
}
