using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace HealthLedger.Core.Store.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Batches",
                columns: table => new
                {
                    Nonce = table.Column<long>(type: "bigint", nullable: false),
                    Hash = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    Raw = table.Column<byte[]>(type: "bytea", nullable: false),
                    Gas = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<int>(type: "integer", nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    Block = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Batches", x => x.Nonce);
                });

            migrationBuilder.CreateTable(
                name: "Blocks",
                columns: table => new
                {
                    Number = table.Column<long>(type: "bigint", nullable: false),
                    Hash = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    ParentHash = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    Time = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Blocks", x => x.Number);
                });

            migrationBuilder.CreateTable(
                name: "Consents",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Patient = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Grantee = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Scopes = table.Column<int>(type: "integer", nullable: false),
                    Purpose = table.Column<int>(type: "integer", nullable: false),
                    ValidFrom = table.Column<long>(type: "bigint", nullable: false),
                    ValidUntil = table.Column<long>(type: "bigint", nullable: false),
                    Resource = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: true),
                    Revoked = table.Column<bool>(type: "boolean", nullable: false),
                    Ledger_Position = table.Column<long>(type: "bigint", nullable: false),
                    Ledger_Block = table.Column<long>(type: "bigint", nullable: false),
                    Ledger_Transaction = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    Ledger_At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Consents", x => new { x.Patient, x.Id });
                });

            migrationBuilder.CreateTable(
                name: "Credentials",
                columns: table => new
                {
                    Entity = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    PasswordHash = table.Column<string>(type: "text", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    TemporaryUntil = table.Column<long>(type: "bigint", nullable: true),
                    SealedTemporary = table.Column<byte[]>(type: "bytea", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Credentials", x => x.Entity);
                });

            migrationBuilder.CreateTable(
                name: "Dispensations",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Prescription = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Patient = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Pharmacy = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Quantity = table.Column<long>(type: "bigint", nullable: false),
                    Remaining = table.Column<long>(type: "bigint", nullable: false),
                    Reversed = table.Column<bool>(type: "boolean", nullable: false),
                    Commitment = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    Ledger_Position = table.Column<long>(type: "bigint", nullable: false),
                    Ledger_Block = table.Column<long>(type: "bigint", nullable: false),
                    Ledger_Transaction = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    Ledger_At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Dispensations", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "DocumentLookups",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    Entity = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DocumentLookups", x => x.Hash);
                });

            migrationBuilder.CreateTable(
                name: "Entities",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Class = table.Column<int>(type: "integer", nullable: false),
                    Status = table.Column<int>(type: "integer", nullable: false),
                    Address = table.Column<string>(type: "text", nullable: false),
                    Commitment = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    RegisteredAt = table.Column<long>(type: "bigint", nullable: false),
                    Position = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Entities", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "EntityKeys",
                columns: table => new
                {
                    Address = table.Column<string>(type: "text", nullable: false),
                    Entity = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    Sealed = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EntityKeys", x => x.Address);
                });

            migrationBuilder.CreateTable(
                name: "ExamRequests",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Consultation = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Patient = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Physician = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Center = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: true),
                    Status = table.Column<int>(type: "integer", nullable: false),
                    Commitment = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    Result = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: true),
                    LatestResult = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: true),
                    Ledger_Position = table.Column<long>(type: "bigint", nullable: false),
                    Ledger_Block = table.Column<long>(type: "bigint", nullable: false),
                    Ledger_Transaction = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    Ledger_At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ExamRequests", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Facts",
                columns: table => new
                {
                    Name = table.Column<string>(type: "text", nullable: false),
                    Value = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Facts", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "Identities",
                columns: table => new
                {
                    Entity = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Identifier = table.Column<string>(type: "text", nullable: false),
                    Class = table.Column<int>(type: "integer", nullable: false),
                    Confirmed = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Identities", x => x.Entity);
                });

            migrationBuilder.CreateTable(
                name: "Journal",
                columns: table => new
                {
                    Number = table.Column<long>(type: "bigint", nullable: false),
                    Hash = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    ParentHash = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    Time = table.Column<long>(type: "bigint", nullable: false),
                    RawTransactions = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Journal", x => x.Number);
                });

            migrationBuilder.CreateTable(
                name: "Operations",
                columns: table => new
                {
                    Sequence = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Id = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    RequestId = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    Actor = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Subject = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Command = table.Column<string>(type: "text", nullable: false),
                    Resource = table.Column<string>(type: "text", nullable: false),
                    Method = table.Column<string>(type: "text", nullable: false),
                    Path = table.Column<string>(type: "text", nullable: false),
                    IdempotencyKey = table.Column<string>(type: "text", nullable: true),
                    BodyHash = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    SealedAnswer = table.Column<byte[]>(type: "bytea", nullable: false),
                    State = table.Column<int>(type: "integer", nullable: false),
                    ProblemCode = table.Column<string>(type: "text", nullable: true),
                    ProblemDetail = table.Column<string>(type: "text", nullable: true),
                    Nonce = table.Column<long>(type: "bigint", nullable: true),
                    TransactionHash = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: true),
                    BlockNumber = table.Column<long>(type: "bigint", nullable: true),
                    OutOfGas = table.Column<int>(type: "integer", nullable: false),
                    AcceptedAt = table.Column<long>(type: "bigint", nullable: false),
                    SentAt = table.Column<long>(type: "bigint", nullable: true),
                    DecidedAt = table.Column<long>(type: "bigint", nullable: true),
                    UndoneAt = table.Column<long>(type: "bigint", nullable: true),
                    IdOpen = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Operations", x => x.Sequence);
                });

            migrationBuilder.CreateTable(
                name: "Payloads",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Kind = table.Column<string>(type: "text", nullable: false),
                    Subject = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Author = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    Previous = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    RequestId = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    Commitment = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    WrappedKey = table.Column<byte[]>(type: "bytea", nullable: false),
                    Sealed = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Payloads", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PendingAccess",
                columns: table => new
                {
                    Sequence = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Id = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Patient = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Actor = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Action = table.Column<string>(type: "text", nullable: false),
                    Outcome = table.Column<int>(type: "integer", nullable: false),
                    Purpose = table.Column<string>(type: "text", nullable: false),
                    Resource = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: true),
                    SealedReason = table.Column<byte[]>(type: "bytea", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PendingAccess", x => x.Sequence);
                });

            migrationBuilder.CreateTable(
                name: "Prescriptions",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Consultation = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Patient = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Physician = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Commitment = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    QuantityPerFill = table.Column<long>(type: "bigint", nullable: false),
                    Fills = table.Column<int>(type: "integer", nullable: false),
                    PartialAllowed = table.Column<bool>(type: "boolean", nullable: false),
                    Controlled = table.Column<bool>(type: "boolean", nullable: false),
                    ValidUntil = table.Column<long>(type: "bigint", nullable: false),
                    Remaining = table.Column<long>(type: "bigint", nullable: false),
                    Cancelled = table.Column<bool>(type: "boolean", nullable: false),
                    Ledger_Position = table.Column<long>(type: "bigint", nullable: false),
                    Ledger_Block = table.Column<long>(type: "bigint", nullable: false),
                    Ledger_Transaction = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    Ledger_At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Prescriptions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Records",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Kind = table.Column<string>(type: "text", nullable: false),
                    Patient = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Author = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    About = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    Previous = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    Commitment = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    Ledger_Position = table.Column<long>(type: "bigint", nullable: false),
                    Ledger_Block = table.Column<long>(type: "bigint", nullable: false),
                    Ledger_Transaction = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    Ledger_At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Records", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SubjectKeys",
                columns: table => new
                {
                    Subject = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    Wrapped = table.Column<byte[]>(type: "bytea", nullable: false),
                    MasterVersion = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SubjectKeys", x => x.Subject);
                });

            migrationBuilder.CreateTable(
                name: "UnclaimedExecutions",
                columns: table => new
                {
                    RequestId = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    Actor = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    TransactionHash = table.Column<string>(type: "character varying(66)", maxLength: 66, nullable: false),
                    BlockNumber = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    ProblemCode = table.Column<string>(type: "text", nullable: true),
                    ProblemDetail = table.Column<string>(type: "text", nullable: true),
                    Commitments = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UnclaimedExecutions", x => new { x.RequestId, x.Actor });
                });

            migrationBuilder.CreateIndex(
                name: "IX_Batches_Hash",
                table: "Batches",
                column: "Hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Consents_Grantee_Patient",
                table: "Consents",
                columns: new[] { "Grantee", "Patient" });

            migrationBuilder.CreateIndex(
                name: "IX_Dispensations_Prescription",
                table: "Dispensations",
                column: "Prescription");

            migrationBuilder.CreateIndex(
                name: "IX_DocumentLookups_Entity",
                table: "DocumentLookups",
                column: "Entity");

            migrationBuilder.CreateIndex(
                name: "IX_Entities_Address",
                table: "Entities",
                column: "Address");

            migrationBuilder.CreateIndex(
                name: "IX_Entities_Class_Position",
                table: "Entities",
                columns: new[] { "Class", "Position" });

            migrationBuilder.CreateIndex(
                name: "IX_EntityKeys_Entity_Version",
                table: "EntityKeys",
                columns: new[] { "Entity", "Version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ExamRequests_Center",
                table: "ExamRequests",
                column: "Center");

            migrationBuilder.CreateIndex(
                name: "IX_ExamRequests_Patient",
                table: "ExamRequests",
                column: "Patient");

            migrationBuilder.CreateIndex(
                name: "IX_Identities_Identifier",
                table: "Identities",
                column: "Identifier",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Operations_Actor_Sequence",
                table: "Operations",
                columns: new[] { "Actor", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_Operations_BlockNumber",
                table: "Operations",
                column: "BlockNumber");

            migrationBuilder.CreateIndex(
                name: "IX_Operations_Id",
                table: "Operations",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Operations_IdOpen",
                table: "Operations",
                column: "Sequence",
                filter: "\"IdOpen\"");

            migrationBuilder.CreateIndex(
                name: "IX_Operations_Nonce",
                table: "Operations",
                column: "Nonce");

            migrationBuilder.CreateIndex(
                name: "IX_Operations_RequestId",
                table: "Operations",
                column: "RequestId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Operations_State_Sequence",
                table: "Operations",
                columns: new[] { "State", "Sequence" });

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
                name: "IX_PendingAccess_Id",
                table: "PendingAccess",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Prescriptions_Patient",
                table: "Prescriptions",
                column: "Patient");

            migrationBuilder.CreateIndex(
                name: "IX_Records_About",
                table: "Records",
                column: "About");

            migrationBuilder.CreateIndex(
                name: "IX_Records_Patient",
                table: "Records",
                column: "Patient");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Batches");

            migrationBuilder.DropTable(
                name: "Blocks");

            migrationBuilder.DropTable(
                name: "Consents");

            migrationBuilder.DropTable(
                name: "Credentials");

            migrationBuilder.DropTable(
                name: "Dispensations");

            migrationBuilder.DropTable(
                name: "DocumentLookups");

            migrationBuilder.DropTable(
                name: "Entities");

            migrationBuilder.DropTable(
                name: "EntityKeys");

            migrationBuilder.DropTable(
                name: "ExamRequests");

            migrationBuilder.DropTable(
                name: "Facts");

            migrationBuilder.DropTable(
                name: "Identities");

            migrationBuilder.DropTable(
                name: "Journal");

            migrationBuilder.DropTable(
                name: "Operations");

            migrationBuilder.DropTable(
                name: "Payloads");

            migrationBuilder.DropTable(
                name: "PendingAccess");

            migrationBuilder.DropTable(
                name: "Prescriptions");

            migrationBuilder.DropTable(
                name: "Records");

            migrationBuilder.DropTable(
                name: "SubjectKeys");

            migrationBuilder.DropTable(
                name: "UnclaimedExecutions");
        }
    }
}
