using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HealthLedger.Core.Store.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Journal : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Journal",
                columns: table => new
                {
                    Number = table.Column<long>(type: "INTEGER", nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 66, nullable: false),
                    ParentHash = table.Column<string>(type: "TEXT", maxLength: 66, nullable: false),
                    Time = table.Column<long>(type: "INTEGER", nullable: false),
                    RawTransactions = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Journal", x => x.Number);
                });

            migrationBuilder.Sql(
                """
                INSERT INTO "Journal" ("Number", "Hash", "ParentHash", "Time", "RawTransactions")
                SELECT "Number", "Hash", "ParentHash", "Time", "RawTransactions" FROM "Blocks";
                """);

            migrationBuilder.DropColumn(
                name: "RawTransactions",
                table: "Blocks");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Journal");

            migrationBuilder.AddColumn<string>(
                name: "RawTransactions",
                table: "Blocks",
                type: "TEXT",
                nullable: false,
                defaultValue: "");
        }
    }
}
