using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HealthLedger.Core.Audit.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CareNetwork : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "SealedOperator",
                table: "Entries",
                type: "BLOB",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "SealedOperator",
                table: "Entries");
        }
    }
}
