using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HealthLedger.Core.Store.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Heights : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_Operations_BlockNumber",
                table: "Operations",
                column: "BlockNumber");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Operations_BlockNumber",
                table: "Operations");
        }
    }
}
