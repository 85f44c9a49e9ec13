using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace HealthLedger.Core.Audit.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "access");

            migrationBuilder.CreateTable(
                name: "Entries",
                schema: "access",
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
                    table.PrimaryKey("PK_Entries", x => x.Sequence);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Entries_Id",
                schema: "access",
                table: "Entries",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Entries_Patient_Sequence",
                schema: "access",
                table: "Entries",
                columns: new[] { "Patient", "Sequence" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Entries",
                schema: "access");
        }
    }
}
