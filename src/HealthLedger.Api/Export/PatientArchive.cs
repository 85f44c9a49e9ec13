using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using HealthLedger.Api.Http;
using HealthLedger.Core.Appointments;
using HealthLedger.Core.Attachments;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Consultation;
using HealthLedger.Core.Exams;
using HealthLedger.Core.Export;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Medicines;
using HealthLedger.Core.Operations;

namespace HealthLedger.Api.Export;

/// <summary>Everything that the gateway holds of a patient, as files: always the same ones, each list newest first, as the API's own lists say it.</summary>
sealed class PatientArchive(
    OwnData own, RecordReader records, ExamReader exams, PrescriptionReader prescriptions, ConsentReader consents, ConsentRequests requests,
    AppointmentReader appointments, AccessLogReader accesses, AttachmentReader attachments, Verifier verifier, Clock clock)
{
    const int PageSize = 200;

    /// <param name="patient">Whose data; whoever receives them is judged before.</param>
    /// <param name="to">Takes the archive as it comes. Where this throws it holds no whole one.</param>
    /// <param name="cancellation">Breaks it off.</param>
    public async Task WriteAsync(Actor patient, Stream to, CancellationToken cancellation)
    {
        var (id, at) = (patient.Entity, clock.Now);
        List<LedgerId> verifiable = [], prescribed = [];
        List<Attachment> files = [];
        var archive = await ArchiveWriter.OpenAsync(to, at, cancellation);
        await archive.TextAsync("README.txt", PatientArchiveReadMe.Of(patient.Identifier, at));
        await archive.JsonAsync("profile.json", await own.ProfileAsync(id, cancellation));
        await archive.ListAsync("records.json", AllAsync(
            page => records.ListAsync(id, page, cancellation), record => verifiable.Add(LedgerId.Parse(record.Id, null))));
        await archive.ListAsync("exam-requests.json", AllAsync(
            page => exams.OfPatientAsync(id, null, page, cancellation), exam => verifiable.Add(LedgerId.Parse(exam.Id, null))));
        await archive.ListAsync("prescriptions.json", AllAsync(
            page => prescriptions.OfPatientAsync(id, null, page, cancellation), one => prescribed.Add(LedgerId.Parse(one.Id, null))));
        await archive.ListAsync("dispensations.json", DispensationsAsync(prescribed, cancellation));
        await archive.ListAsync("consents.json", AllAsync(page => consents.OfPatientAsync(id, page, cancellation)));
        await archive.ListAsync("consent-requests.json", AllAsync(page => requests.OfPatientAsync(id, page, cancellation)));
        await archive.ListAsync("appointments.json", AllAsync(page => appointments.OfPatientAsync(id, AppointmentFilter.All, page, cancellation)));
        await archive.ListAsync("attachments.json", ViewsAsync(AllAsync(
            page => attachments.OfPatientAsync(id, page, cancellation), one => files.Add(one.Row))));
        await archive.ListAsync("access-log.json", AllAsync(page => accesses.OfPatientAsync(id, page, cancellation)));
        await archive.LinesAsync("proofs.ndjson", ProofsAsync(patient, [.. verifiable, .. prescribed], cancellation));
        foreach (var file in files)
            await archive.BytesAsync(NameOf(await attachments.GetAsync(file, cancellation)), attachments.OpenAsync(file, cancellation));
        await archive.CloseAsync();
    }

    /// <summary>`attachments/2k7q4v9m1x8r3t6w5z0c2n4j8h.pdf`: by the id, for a name that somebody gave may be any text.</summary>
    static string NameOf(AttachmentView attachment) => $"attachments/{attachment.Id}.{AttachmentType.Of(attachment.MediaType)?.Extension}";

    async IAsyncEnumerable<DispensationView> DispensationsAsync(List<LedgerId> prescribed, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var prescription in prescribed)
            await foreach (var one in AllAsync(page => prescriptions.DispensationsAsync(prescription, page, cancellation))) yield return one;
    }

    static async IAsyncEnumerable<AttachmentView> ViewsAsync(IAsyncEnumerable<(Attachment Row, AttachmentView View)> all)
    {
        await foreach (var (_, view) in all) yield return view;
    }

    async IAsyncEnumerable<JsonObject> ProofsAsync(Actor patient, List<LedgerId> ids, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var id in ids)
            if (await ProofAsync(patient, id, cancellation) is { } proof)
            {
                var line = JsonSerializer.SerializeToNode(proof, Json.Options)!.AsObject();
                line.Insert(0, "record", id.ToString());
                yield return line;
            }
    }

    // Where the content is gone there is nothing to prove, and the lists say so.
    async Task<VerificationView?> ProofAsync(Actor patient, LedgerId id, CancellationToken cancellation)
    {
        try
        {
            return await verifier.FindAsync(id, patient, cancellation) is { } found ? await verifier.VerifyAsync(found, cancellation) : null;
        }
        catch (RefusedException gone) when (gone.Refusal.Code == Problems.NotFound.Code)
        {
            return null;
        }
    }

    static async IAsyncEnumerable<T> AllAsync<T>(Func<PageRequest, Task<Page<T>>> read, Action<T>? seen = null)
    {
        for (long? before = long.MaxValue; before is { } from;)
        {
            var page = await read(new PageRequest(from, PageSize));
            foreach (var item in page.Items)
            {
                seen?.Invoke(item);
                yield return item;
            }
            before = page.Next;
        }
    }
}
