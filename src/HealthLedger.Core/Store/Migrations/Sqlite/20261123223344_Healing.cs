using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HealthLedger.Core.Store.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Healing : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "IdOpen",
                table: "Operations",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "UndoneAt",
                table: "Operations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "UnclaimedExecutions",
                columns: table => new
                {
                    RequestId = table.Column<string>(type: "TEXT", maxLength: 66, nullable: false),
                    Actor = table.Column<string>(type: "TEXT", maxLength: 26, nullable: false),
                    TransactionHash = table.Column<string>(type: "TEXT", maxLength: 66, nullable: false),
                    BlockNumber = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    ProblemCode = table.Column<string>(type: "TEXT", nullable: true),
                    ProblemDetail = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UnclaimedExecutions", x => new { x.RequestId, x.Actor });
                });

            migrationBuilder.CreateIndex(
                name: "IX_Operations_IdOpen",
                table: "Operations",
                column: "Sequence",
                filter: "\"IdOpen\"");

            migrationBuilder.CreateIndex(
                name: "IX_Operations_Undone",
                table: "Operations",
                column: "Subject",
                filter: "\"UndoneAt\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "UnclaimedExecutions");

            migrationBuilder.DropIndex(
                name: "IX_Operations_IdOpen",
                table: "Operations");

            migrationBuilder.DropIndex(
                name: "IX_Operations_Undone",
                table: "Operations");

            migrationBuilder.DropColumn(
                name: "IdOpen",
                table: "Operations");

            migrationBuilder.DropColumn(
                name: "UndoneAt",
                table: "Operations");
        }
    }
}
