using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HealthLedger.Core.Store.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Plans : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Records_About",
                table: "Records");

            migrationBuilder.DropIndex(
                name: "IX_Records_Patient",
                table: "Records");

            migrationBuilder.DropIndex(
                name: "IX_Prescriptions_Patient",
                table: "Prescriptions");

            migrationBuilder.DropIndex(
                name: "IX_Operations_Subject_State",
                table: "Operations");

            migrationBuilder.DropIndex(
                name: "IX_Operations_Undone",
                table: "Operations");

            migrationBuilder.DropIndex(
                name: "IX_ExamRequests_Center",
                table: "ExamRequests");

            migrationBuilder.DropIndex(
                name: "IX_ExamRequests_Patient",
                table: "ExamRequests");

            migrationBuilder.DropIndex(
                name: "IX_Dispensations_Prescription",
                table: "Dispensations");

            migrationBuilder.AddColumn<bool>(
                name: "KeyMissing",
                table: "Entities",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.Sql(
                """
                UPDATE "Entities" SET "KeyMissing" = 1
                WHERE NOT EXISTS (SELECT 1 FROM "EntityKeys" WHERE "EntityKeys"."Address" = "Entities"."Address")
                """);

            migrationBuilder.CreateTable(
                name: "NameTokens",
                columns: table => new
                {
                    Hash = table.Column<long>(type: "INTEGER", nullable: false),
                    Position = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NameTokens", x => new { x.Hash, x.Position });
                });

            migrationBuilder.CreateIndex(
                name: "IX_Records_About_Version",
                table: "Records",
                columns: new[] { "About", "Version" });

            migrationBuilder.CreateIndex(
                name: "IX_Records_Patient_Ledger_Position",
                table: "Records",
                columns: new[] { "Patient", "Ledger_Position" });

            migrationBuilder.CreateIndex(
                name: "IX_Prescriptions_Patient_Ledger_Position",
                table: "Prescriptions",
                columns: new[] { "Patient", "Ledger_Position" });

            migrationBuilder.CreateIndex(
                name: "IX_Payloads_RequestId",
                table: "Payloads",
                column: "RequestId");

            migrationBuilder.CreateIndex(
                name: "IX_Operations_ProblemCode_Sequence",
                table: "Operations",
                columns: new[] { "ProblemCode", "Sequence" },
                filter: "\"ProblemCode\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Operations_Subject_Sequence",
                table: "Operations",
                columns: new[] { "Subject", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_Operations_Undecided",
                table: "Operations",
                column: "Subject",
                filter: "\"State\" IN (1, 2)");

            migrationBuilder.CreateIndex(
                name: "IX_Operations_Undone",
                table: "Operations",
                columns: new[] { "Subject", "UndoneAt" },
                filter: "\"UndoneAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_ExamRequests_Center_Ledger_Position",
                table: "ExamRequests",
                columns: new[] { "Center", "Ledger_Position" });

            migrationBuilder.CreateIndex(
                name: "IX_ExamRequests_Patient_Ledger_Position",
                table: "ExamRequests",
                columns: new[] { "Patient", "Ledger_Position" });

            migrationBuilder.CreateIndex(
                name: "IX_Entities_KeyMissing",
                table: "Entities",
                column: "Position",
                filter: "\"KeyMissing\"");

            migrationBuilder.CreateIndex(
                name: "IX_Entities_Position",
                table: "Entities",
                column: "Position");

            migrationBuilder.CreateIndex(
                name: "IX_Entities_Public",
                table: "Entities",
                column: "Position",
                filter: "\"Class\" <> 2");

            migrationBuilder.CreateIndex(
                name: "IX_Dispensations_Prescription_Ledger_Position",
                table: "Dispensations",
                columns: new[] { "Prescription", "Ledger_Position" });

            migrationBuilder.CreateIndex(
                name: "IX_Consents_Grantee_Ledger_Position",
                table: "Consents",
                columns: new[] { "Grantee", "Ledger_Position" });

            migrationBuilder.CreateIndex(
                name: "IX_Consents_Patient_Ledger_Position",
                table: "Consents",
                columns: new[] { "Patient", "Ledger_Position" });

            migrationBuilder.CreateIndex(
                name: "IX_Batches_Block",
                table: "Batches",
                column: "Block");

            migrationBuilder.CreateIndex(
                name: "IX_Batches_State_Nonce",
                table: "Batches",
                columns: new[] { "State", "Nonce" });

            migrationBuilder.CreateIndex(
                name: "IX_NameTokens_Position",
                table: "NameTokens",
                column: "Position");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "NameTokens");

            migrationBuilder.DropIndex(
                name: "IX_Records_About_Version",
                table: "Records");

            migrationBuilder.DropIndex(
                name: "IX_Records_Patient_Ledger_Position",
                table: "Records");

            migrationBuilder.DropIndex(
                name: "IX_Prescriptions_Patient_Ledger_Position",
                table: "Prescriptions");

            migrationBuilder.DropIndex(
                name: "IX_Payloads_RequestId",
                table: "Payloads");

            migrationBuilder.DropIndex(
                name: "IX_Operations_ProblemCode_Sequence",
                table: "Operations");

            migrationBuilder.DropIndex(
                name: "IX_Operations_Subject_Sequence",
                table: "Operations");

            migrationBuilder.DropIndex(
                name: "IX_Operations_Undecided",
                table: "Operations");

            migrationBuilder.DropIndex(
                name: "IX_Operations_Undone",
                table: "Operations");

            migrationBuilder.DropIndex(
                name: "IX_ExamRequests_Center_Ledger_Position",
                table: "ExamRequests");

            migrationBuilder.DropIndex(
                name: "IX_ExamRequests_Patient_Ledger_Position",
                table: "ExamRequests");

            migrationBuilder.DropIndex(
                name: "IX_Entities_KeyMissing",
                table: "Entities");

            migrationBuilder.DropIndex(
                name: "IX_Entities_Position",
                table: "Entities");

            migrationBuilder.DropIndex(
                name: "IX_Entities_Public",
                table: "Entities");

            migrationBuilder.DropIndex(
                name: "IX_Dispensations_Prescription_Ledger_Position",
                table: "Dispensations");

            migrationBuilder.DropIndex(
                name: "IX_Consents_Grantee_Ledger_Position",
                table: "Consents");

            migrationBuilder.DropIndex(
                name: "IX_Consents_Patient_Ledger_Position",
                table: "Consents");

            migrationBuilder.DropIndex(
                name: "IX_Batches_Block",
                table: "Batches");

            migrationBuilder.DropIndex(
                name: "IX_Batches_State_Nonce",
                table: "Batches");

            migrationBuilder.DropColumn(
                name: "KeyMissing",
                table: "Entities");

            migrationBuilder.CreateIndex(
                name: "IX_Records_About",
                table: "Records",
                column: "About");

            migrationBuilder.CreateIndex(
                name: "IX_Records_Patient",
                table: "Records",
                column: "Patient");

            migrationBuilder.CreateIndex(
                name: "IX_Prescriptions_Patient",
                table: "Prescriptions",
                column: "Patient");

            migrationBuilder.CreateIndex(
                name: "IX_Operations_Subject_State",
                table: "Operations",
                columns: new[] { "Subject", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_Operations_Undone",
                table: "Operations",
                column: "Subject",
                filter: "\"UndoneAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_ExamRequests_Center",
                table: "ExamRequests",
                column: "Center");

            migrationBuilder.CreateIndex(
                name: "IX_ExamRequests_Patient",
                table: "ExamRequests",
                column: "Patient");

            migrationBuilder.CreateIndex(
                name: "IX_Dispensations_Prescription",
                table: "Dispensations",
                column: "Prescription");
        }
    }
}
