using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HealthLedger.Core.Audit.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class CareNetwork : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "SealedOperator",
                schema: "access",
                table: "Entries",
                type: "bytea",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "SealedOperator",
                schema: "access",
                table: "Entries");
        }
    }
}
