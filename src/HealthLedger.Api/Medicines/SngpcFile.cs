using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using HealthLedger.Core.Medicines;

namespace HealthLedger.Api.Medicines;

/// <summary>
/// A period's sales as the SNGPC's message has them (namespace `urn:sngpc-schema`, element names and order of its version 2), written while it is
/// sent. What this ledger does not know, the pharmacy's own system adds: the transmitter's CPF, entries, transfers and losses.
/// </summary>
sealed class SngpcFile(SngpcReport report) : IResult
{
    public const string MediaType = "application/xml";

    const string Namespace = "urn:sngpc-schema", HumanUse = "1", Boxes = "1";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = MediaType;
        httpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"sngpc-{Day(report.From)}.xml\"";
        await WriteAsync(httpContext.Response.Body);
    }

    internal async Task WriteAsync(Stream stream)
    {
        var settings = new XmlWriterSettings { Async = true, Indent = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };
        await using var xml = XmlWriter.Create(stream, settings);
        await xml.WriteStartDocumentAsync();
        await xml.WriteStartElementAsync(null, "mensagemSNGPC", Namespace);
        await WithinAsync(xml, "cabecalho", async () =>
        {
            await WriteAsync(xml, "cnpjEmissor", Digits(report.Cnpj));
            await WriteAsync(xml, "cpfTransmissor", "");
            await WriteAsync(xml, "dataInicio", Day(report.From));
            await WriteAsync(xml, "dataFim", Day(report.Until));
        });
        await WithinAsync(xml, "corpo", async () =>
        {
            await WithinAsync(xml, "medicamentos", async () =>
            {
                foreach (var sale in report.Sales) await WithinAsync(xml, "saidaMedicamentoVendaAoConsumidor", () => SaleAsync(xml, sale));
            });
            await WithinAsync(xml, "insumos", () => Task.CompletedTask);
        });
        await xml.WriteEndElementAsync();
    }

    static async Task SaleAsync(XmlWriter xml, SngpcSale sale)
    {
        await WriteAsync(xml, "tipoReceituarioMedicamento", sale.RecipeNumber.ToString(CultureInfo.InvariantCulture));
        await WriteAsync(xml, "numeroNotificacaoMedicamento", sale.Notification);
        await WriteAsync(xml, "dataPrescricaoMedicamento", sale.PrescribedOn is { } day ? Day(day) : "");
        await WithinAsync(xml, "prescritorMedicamento", async () =>
        {
            await WriteAsync(xml, "nomePrescritor", sale.Prescriber);
            await WriteAsync(xml, "numeroRegistroProfissional", Text(sale.Crm, "number"));
            await WriteAsync(xml, "conselhoProfissional", "CRM");
            await WriteAsync(xml, "UFConselho", Text(sale.Crm, "uf"));
        });
        await WriteAsync(xml, "usoMedicamento", HumanUse);
        if (sale.Buyer is JsonObject buyer) await WithinAsync(xml, "compradorMedicamento", () => BuyerAsync(xml, buyer));
        foreach (var lot in sale.Lots)
            await WithinAsync(xml, "medicamentoVenda", async () =>
            {
                await WriteAsync(xml, "usoProlongado", sale.Prolonged ? "S" : "N");
                await WriteAsync(xml, "registroMSMedicamento", sale.Register);
                await WriteAsync(xml, "numeroLoteMedicamento", lot.Lot);
                await WriteAsync(xml, "quantidadeMedicamento", lot.Boxes?.ToString(CultureInfo.InvariantCulture));
                await WriteAsync(xml, "unidadeMedidaMedicamento", Boxes);
            });
        await WriteAsync(xml, "dataVendaMedicamento", Day(sale.SoldOn));
    }

    static async Task BuyerAsync(XmlWriter xml, JsonObject buyer)
    {
        await WriteAsync(xml, "nomeComprador", Text(buyer, "name"));
        await WriteAsync(xml, "tipoDocumento", Text(buyer, "documentType"));
        await WriteAsync(xml, "numeroDocumento", Text(buyer, "document"));
        await WriteAsync(xml, "orgaoExpedidor", Text(buyer, "issuer"));
        await WriteAsync(xml, "UFEmissaoDocumento", Text(buyer, "uf"));
    }

    static async Task WithinAsync(XmlWriter xml, string element, Func<Task> write)
    {
        await xml.WriteStartElementAsync(null, element, Namespace);
        await write();
        await xml.WriteEndElementAsync();
    }

    // A buyer is what a till sent: XML has no place for some of what JSON has.
    static Task WriteAsync(XmlWriter xml, string element, string? text) =>
        xml.WriteElementStringAsync(null, element, Namespace, string.Concat((text ?? "").Where(XmlConvert.IsXmlChar)));

    static string? Text(JsonNode? node, string field) => node is JsonObject known && known[field] is JsonValue value ? value.ToString() : null;

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static string Digits(string? text) => string.Concat((text ?? "").Where(char.IsAsciiDigit));
}
