using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HealthLedger.Core.Store.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CareNetwork : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "SealedOperator",
                table: "PendingAccess",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "Authorized",
                table: "ExamRequests",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "AwaitsInsurer",
                table: "ExamRequests",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "DecidedAt",
                table: "ExamRequests",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Decision",
                table: "ExamRequests",
                type: "TEXT",
                maxLength: 66,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Insurer",
                table: "ExamRequests",
                type: "TEXT",
                maxLength: 26,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Appointments",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    Patient = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    Physician = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    Staff = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    StartsAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndsAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Status = table.Column<int>(type: "INTEGER", nullable: false),
                    Consultation = table.Column<string>(type: "TEXT", maxLength: 26, nullable: true),
                    Commitment = table.Column<string>(type: "TEXT", maxLength: 66, nullable: false),
                    Ledger_Position = table.Column<long>(type: "INTEGER", nullable: false),
                    Ledger_Block = table.Column<long>(type: "INTEGER", nullable: false),
                    Ledger_Transaction = table.Column<string>(type: "TEXT", maxLength: 66, nullable: false),
                    Ledger_At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Appointments", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AttachmentChunks",
                columns: table => new
                {
                    Body = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    Index = table.Column<int>(type: "INTEGER", nullable: false),
                    Sealed = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AttachmentChunks", x => new { x.Body, x.Index });
                });

            migrationBuilder.CreateTable(
                name: "AttachmentUploads",
                columns: table => new
                {
                    Body = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    TouchedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AttachmentUploads", x => x.Body);
                });

            migrationBuilder.CreateTable(
                name: "Attachments",
                columns: table => new
                {
                    Sequence = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Id = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    ExamRequest = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    Patient = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    Author = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    Body = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    WrappedKey = table.Column<byte[]>(type: "BLOB", nullable: false),
                    SealedAbout = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ContentHash = table.Column<string>(type: "TEXT", maxLength: 66, nullable: false),
                    UploadedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Attachments", x => x.Sequence);
                });

            migrationBuilder.CreateTable(
                name: "CodeEntries",
                columns: table => new
                {
                    Edition = table.Column<long>(type: "INTEGER", nullable: false),
                    Code = table.Column<string>(type: "TEXT", nullable: false),
                    ValidFrom = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    System = table.Column<string>(type: "TEXT", nullable: false),
                    ValidUntil = table.Column<string>(type: "TEXT", maxLength: 10, nullable: true),
                    Display = table.Column<string>(type: "TEXT", nullable: false),
                    Sex = table.Column<string>(type: "TEXT", nullable: true),
                    Ingredients = table.Column<string>(type: "TEXT", nullable: true),
                    Presentation = table.Column<string>(type: "TEXT", nullable: true),
                    Holder = table.Column<string>(type: "TEXT", nullable: true),
                    Register = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CodeEntries", x => new { x.Edition, x.Code, x.ValidFrom });
                });

            migrationBuilder.CreateTable(
                name: "ConsentCodes",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "TEXT", maxLength: 66, nullable: false),
                    Patient = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    IssuedBy = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    IssuedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UsedBy = table.Column<string>(type: "TEXT", maxLength: 26, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ConsentCodes", x => x.Hash);
                });

            migrationBuilder.CreateTable(
                name: "ConsentRequests",
                columns: table => new
                {
                    Sequence = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Id = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    Patient = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    Grantee = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    Scopes = table.Column<int>(type: "INTEGER", nullable: false),
                    Purpose = table.Column<int>(type: "INTEGER", nullable: false),
                    ValidFrom = table.Column<long>(type: "INTEGER", nullable: true),
                    ValidUntil = table.Column<long>(type: "INTEGER", nullable: false),
                    Resource = table.Column<string>(type: "TEXT", maxLength: 26, nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    RefusedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    GrantedBy = table.Column<string>(type: "TEXT", maxLength: 26, nullable: true),
                    BodyHash = table.Column<string>(type: "TEXT", maxLength: 66, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ConsentRequests", x => x.Sequence);
                });

            migrationBuilder.CreateTable(
                name: "ConsultationDrafts",
                columns: table => new
                {
                    Sequence = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Id = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    Patient = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    Physician = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    Staff = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    BodyHash = table.Column<string>(type: "TEXT", maxLength: 66, nullable: false),
                    Sealed = table.Column<byte[]>(type: "BLOB", nullable: false),
                    SignedBy = table.Column<string>(type: "TEXT", maxLength: 26, nullable: true),
                    DiscardedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ConsultationDrafts", x => x.Sequence);
                });

            migrationBuilder.CreateTable(
                name: "Editions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Table = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Source = table.Column<string>(type: "TEXT", nullable: false),
                    FileHash = table.Column<string>(type: "TEXT", nullable: false),
                    ImportedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EffectiveFrom = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    EffectiveUntil = table.Column<string>(type: "TEXT", maxLength: 10, nullable: true),
                    Taken = table.Column<int>(type: "INTEGER", nullable: false),
                    Refused = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Editions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "StaffLinks",
                columns: table => new
                {
                    Physician = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    Staff = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    Linked = table.Column<bool>(type: "INTEGER", nullable: false),
                    Position = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StaffLinks", x => new { x.Physician, x.Staff });
                });

            migrationBuilder.CreateTable(
                name: "Studies",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    Institute = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    Status = table.Column<int>(type: "INTEGER", nullable: false),
                    Commitment = table.Column<string>(type: "TEXT", maxLength: 66, nullable: false),
                    Ledger_Position = table.Column<long>(type: "INTEGER", nullable: false),
                    Ledger_Block = table.Column<long>(type: "INTEGER", nullable: false),
                    Ledger_Transaction = table.Column<string>(type: "TEXT", maxLength: 66, nullable: false),
                    Ledger_At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Studies", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "StudyExtracts",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    Study = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    Commitment = table.Column<string>(type: "TEXT", maxLength: 66, nullable: false),
                    Ledger_Position = table.Column<long>(type: "INTEGER", nullable: false),
                    Ledger_Block = table.Column<long>(type: "INTEGER", nullable: false),
                    Ledger_Transaction = table.Column<string>(type: "TEXT", maxLength: 66, nullable: false),
                    Ledger_At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StudyExtracts", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Payloads_Decisions",
                table: "Payloads",
                column: "Commitment",
                filter: "\"Kind\" = 'authorization'");

            migrationBuilder.CreateIndex(
                name: "IX_ExamRequests_AwaitsInsurer",
                table: "ExamRequests",
                column: "Ledger_Position",
                filter: "\"AwaitsInsurer\"");

            migrationBuilder.CreateIndex(
                name: "IX_ExamRequests_Covered",
                table: "ExamRequests",
                columns: new[] { "Insurer", "Ledger_Position" },
                filter: "\"Insurer\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_ExamRequests_Physician_Ledger_Position",
                table: "ExamRequests",
                columns: new[] { "Physician", "Ledger_Position" });

            migrationBuilder.CreateIndex(
                name: "IX_ExamRequests_UnderWay",
                table: "ExamRequests",
                columns: new[] { "Center", "Ledger_Position" },
                filter: "\"Status\" = 2");

            migrationBuilder.CreateIndex(
                name: "IX_Dispensations_Pharmacy_Ledger_Position",
                table: "Dispensations",
                columns: new[] { "Pharmacy", "Ledger_Position" });

            migrationBuilder.CreateIndex(
                name: "IX_Appointments_OpenOfPhysician",
                table: "Appointments",
                columns: new[] { "Physician", "Ledger_Position" },
                filter: "\"Status\" IN (1, 2, 3)");

            migrationBuilder.CreateIndex(
                name: "IX_Appointments_OpenOfStaff",
                table: "Appointments",
                columns: new[] { "Staff", "Ledger_Position" },
                filter: "\"Status\" IN (1, 2, 3)");

            migrationBuilder.CreateIndex(
                name: "IX_Appointments_Patient_Ledger_Position",
                table: "Appointments",
                columns: new[] { "Patient", "Ledger_Position" });

            migrationBuilder.CreateIndex(
                name: "IX_Appointments_Physician_Ledger_Position",
                table: "Appointments",
                columns: new[] { "Physician", "Ledger_Position" });

            migrationBuilder.CreateIndex(
                name: "IX_AttachmentUploads_TouchedAt",
                table: "AttachmentUploads",
                column: "TouchedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Attachments_Id",
                table: "Attachments",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Attachments_Patient_Sequence",
                table: "Attachments",
                columns: new[] { "Patient", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_ConsentCodes_Patient_ExpiresAt",
                table: "ConsentCodes",
                columns: new[] { "Patient", "ExpiresAt" });

            migrationBuilder.CreateIndex(
                name: "IX_ConsentRequests_GrantedBy",
                table: "ConsentRequests",
                column: "GrantedBy",
                filter: "\"GrantedBy\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_ConsentRequests_Id",
                table: "ConsentRequests",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ConsentRequests_Patient_Sequence",
                table: "ConsentRequests",
                columns: new[] { "Patient", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_ConsultationDrafts_Id",
                table: "ConsultationDrafts",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ConsultationDrafts_Physician_Sequence",
                table: "ConsultationDrafts",
                columns: new[] { "Physician", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_ConsultationDrafts_Staff_Sequence",
                table: "ConsultationDrafts",
                columns: new[] { "Staff", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_Editions_Table_Name",
                table: "Editions",
                columns: new[] { "Table", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_StaffLinks_Staff_Position",
                table: "StaffLinks",
                columns: new[] { "Staff", "Position" });

            migrationBuilder.CreateIndex(
                name: "IX_Studies_Institute_Ledger_Position",
                table: "Studies",
                columns: new[] { "Institute", "Ledger_Position" });

            migrationBuilder.CreateIndex(
                name: "IX_Studies_Ledger_Position",
                table: "Studies",
                column: "Ledger_Position");

            migrationBuilder.CreateIndex(
                name: "IX_StudyExtracts_Study_Ledger_Position",
                table: "StudyExtracts",
                columns: new[] { "Study", "Ledger_Position" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Appointments");

            migrationBuilder.DropTable(
                name: "AttachmentChunks");

            migrationBuilder.DropTable(
                name: "AttachmentUploads");

            migrationBuilder.DropTable(
                name: "Attachments");

            migrationBuilder.DropTable(
                name: "CodeEntries");

            migrationBuilder.DropTable(
                name: "ConsentCodes");

            migrationBuilder.DropTable(
                name: "ConsentRequests");

            migrationBuilder.DropTable(
                name: "ConsultationDrafts");

            migrationBuilder.DropTable(
                name: "Editions");

            migrationBuilder.DropTable(
                name: "StaffLinks");

            migrationBuilder.DropTable(
                name: "Studies");

            migrationBuilder.DropTable(
                name: "StudyExtracts");

            migrationBuilder.DropIndex(
                name: "IX_Payloads_Decisions",
                table: "Payloads");

            migrationBuilder.DropIndex(
                name: "IX_ExamRequests_AwaitsInsurer",
                table: "ExamRequests");

            migrationBuilder.DropIndex(
                name: "IX_ExamRequests_Covered",
                table: "ExamRequests");

            migrationBuilder.DropIndex(
                name: "IX_ExamRequests_Physician_Ledger_Position",
                table: "ExamRequests");

            migrationBuilder.DropIndex(
                name: "IX_ExamRequests_UnderWay",
                table: "ExamRequests");

            migrationBuilder.DropIndex(
                name: "IX_Dispensations_Pharmacy_Ledger_Position",
                table: "Dispensations");

            migrationBuilder.DropColumn(
                name: "SealedOperator",
                table: "PendingAccess");

            migrationBuilder.DropColumn(
                name: "Authorized",
                table: "ExamRequests");

            migrationBuilder.DropColumn(
                name: "AwaitsInsurer",
                table: "ExamRequests");

            migrationBuilder.DropColumn(
                name: "DecidedAt",
                table: "ExamRequests");

            migrationBuilder.DropColumn(
                name: "Decision",
                table: "ExamRequests");

            migrationBuilder.DropColumn(
                name: "Insurer",
                table: "ExamRequests");
        }
    }
}
