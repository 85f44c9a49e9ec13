using HealthLedger.Core.Ledger;

namespace HealthLedger.Api.Export;

/// <summary>What the archive says about itself.</summary>
static class PatientArchiveReadMe
{
    public static string Of(string identifier, DateTimeOffset at) => $"""
        Everything that HealthLedger holds of {identifier}, as it stood on {JsonTime.Print(at)}.
        (LGPD, Lei 13.709/2018, article 18, II and V.) Whoever has this file reads all of it: keep it as you keep other medical papers.

        README.txt           this text
        profile.json         who you are to the ledger, and what was said at your registration
        records.json         consultations, amendments, results of exams and their corrections, dispensations
        exam-requests.json   exams that were requested, each with its latest result
        prescriptions.json   what was prescribed, dispensed, and remains
        dispensations.json   each dispensation, with what the pharmacy wrote down
        consents.json        whom you allowed what, and what you revoked
        consent-requests.json  what you were asked to allow, and what came of it
        appointments.json    appointments, with where they are held
        attachments.json     documents and images of exams; the files themselves are attachments/<id>.pdf, .png or .jpg
        access-log.json      who saw your data or tried to, this export included
        proofs.ndjson        one line for each record, exam request and prescription: how to prove it

        Files are JSON (UTF-8) in the form in which the API answers. Lists are newest first; times are UTC. Where "available" is false, the content is
        gone, and there is no proof of it.

        How to verify without the gateway
        ---------------------------------
        Each line of proofs.ndjson holds in "canonical" the content, byte for byte, and beside it every field that the commitment binds:

          commitment = keccak256(tag | chainId | ledger | id | kind | patient | author | version | previous | salt | keccak256(canonical))

        Eleven words of 32 bytes each, in this order. tag = keccak256("HealthLedger commitment v1"); kind = keccak256 of the kind's name; numbers are
        big endian; the address has zeros on the left. Compute it and compare it with "commitment". Then ask a node of the network, your own at best, for
        the receipt of onChain.transactionHash: one of its logs must hold the same 32 bytes. So it is what was committed to in that block, and nothing else.

        A result that cites attachments holds the SHA-256 of each in its content: compare it with that of the file.

        Words, byte orders and an example to check your code against: docs/commitments.md in HealthLedger's repository.

        """.ReplaceLineEndings("\n");
}
