using System.Text;
using HealthLedger.Core.Terminology.Import;

namespace HealthLedger.Tests.Core.Terminology;

/// <summary>Excerpts in the publishers' own formats: what of them is taken, and how each kind of faulty line is told.</summary>
public sealed class PublishersFilesTests : IAsyncDisposable
{
    static readonly Encoding windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    readonly TerminologyWorld world = new();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Cid_10_is_read_as_datasus_writes_it_quotes_and_all()
    {
        string[] lines =
        [
            "SUBCAT;CLASSIF;RESTRSEXO;CAUSAOBITO;DESCRICAO;DESCRABREV;REFER;EXCLUIDOS;",
            "J450;;;;Asma predominantemente alérgica;J45.0 Asma;;;",
            "I48;;;;\"Flutter\" e fibrilação;I48   Flutter;;;",
            "O80.0;;F;;Parto;O80.0 Parto;;;",
            "N40;*;M;;Hiperplasia;N40   Hiperplasia;;;",
            "",
            "J4;;;;Nada;J4;;;",
            "J451;;X;;Asma não-alérgica;J45.1 Asma;;;",
            "J459;;;;;J45.9 Asma;;;",
            "J45.0;;;;Asma outra vez;J45.0 Asma;;;",
            "J458;;;;Asma; com um ponto e vírgula;J45.8;;;",
        ];
        var result = await world.ImportAsync(world.File(lines, windows), "2008");

        Assert.Equal(("cid-10", 4, 5), (result.Edition.Table, result.Edition.Taken, result.Edition.Refused));
        Assert.Equal(
            [("I48", "\"Flutter\" e fibrilação", null), ("J45.0", "Asma predominantemente alérgica", null), ("N40", "Hiperplasia", "male"), ("O80.0", "Parto", "female")],
            (await world.EntriesAsync()).Select(entry => (entry.Code, entry.Display, entry.Sex)));
        AssertRefused(
            result, (7, "is not a CID-10 code", "J4"), (8, "has a restriction by sex that is neither F nor M", "X"), (9, "lacks a field", "descricao"),
            (10, "has a code that is there already for some of its days", "J45.0, line 2"), (11, "has more fields than the header", "10 instead of 9"));
    }

    [Fact]
    public async Task Icd_11_is_read_out_of_its_archive_and_says_itself_which_release_it_is()
    {
        string[] lines =
        [
            "Foundation URI\tLinearization URI\tCode\tBlockId\tTitleEN\tTitle\tClassKind\tDepthInKind\tVersion:2024 Jan 21 - 22:30 UTC",
            "f\tl\t\t\t\"Certain infectious diseases\"\t\"Algumas doenças\"\tchapter\t1\t",
            "f\tl\t\tBlockL1-1A0\t\"- Gastroenteritis\"\t\"- Gastroenterites\"\tblock\t1\t",
            "f\tl\t1A00\t\t\"- - - Cholera\"\t\"- - - Cólera, dita \"\"o mal\"\"\"\tcategory\t1\t",
            "f\tl\t1B70.0Z\t\t\"- - - - Erysipelas, unspecified\"\t\tcategory\t1\t",
            "f\tl\tXM8QV9\t\t\"- Erythrocytes\"\t\"- Eritrócitos\"\tcategory\t6\t",
            "f\tl\t1I00\t\t\"Not there\"\t\"Não há\"\tcategory\t1\t",
            "f\tl\t1A01\t\t\"Open\t\"Aberta\"\tcategory\t1\t",
            "f\tl\t1A02\t\t\t\"- - \"\tcategory\t1\t",
        ];
        var result = await world.ImportAsync(TerminologyWorld.Zipped(world.File(lines, end: "\r\n")));

        Assert.Equal(("icd-11", "2024-01", 3), (result.Edition.Table, result.Edition.Name, result.Edition.Taken));
        Assert.Equal(
            [("1A00", "Cólera, dita \"o mal\""), ("1B70.0Z", "Erysipelas, unspecified"), ("XM8QV9", "Eritrócitos")],
            (await world.EntriesAsync()).Select(entry => (entry.Code, entry.Display)));
        AssertRefused(
            result, (7, "is not an ICD-11 code", "1I00"), (8, "has a quote that does not end", "f\tl\t1A01\t\t\"Open\t\"Aberta\"\tcategory\t1\t"), (9, "lacks a field", "title"));
    }

    [Fact]
    public async Task Procedures_of_tuss_keep_each_period_of_a_code()
    {
        string[] lines =
        [
            "Código do Termo;Termo;Data de início de vigência;Data de fim de vigência;Data de fim de implantação",
            "10101012;\"Consulta \"\"no consultório\"\"\";13/02/2009;;15/10/2010",
            "30904170;Implante de monitor;10/04/2017;;09/07/2017",
            "30904170;Implante de gerador;01/01/2016;09/04/2017;31/03/2016",
            "30904170;Implante de outro;01/01/2017;31/12/2017;31/03/2016",
            "1010102;Consulta;13/02/2009;;15/10/2010",
            "60000015;Diária;13/02/2009;;15/10/2010",
            "90051505;Medicamento;13/02/2009;;15/10/2010",
            "10101020;Consulta;31/02/2009;;15/10/2010",
            "10101039;Consulta;13/02/2019;13/02/2009;15/10/2010",
        ];
        var result = await world.ImportAsync(world.File(lines), "2020");

        Assert.Equal(("tuss-22", 3), (result.Edition.Table, result.Edition.Taken));
        Assert.Equal("Consulta \"no consultório\"", (await world.FindAsync("tuss", "10101012"))!.Display);
        Assert.Equal("Implante de gerador", (await world.FindAsync("tuss", "30904170", on: "2017-04-09"))!.Display);
        Assert.Equal("Implante de monitor", (await world.FindAsync("tuss", "30904170", on: "2017-04-10"))!.Display);
        AssertRefused(
            result, (5, "has a code that is there already for some of its days", "30904170, line 3"), (6, "is not a procedure's code of 8 digits", "1010102"),
            (7, "is not a procedure's code of 8 digits", "60000015"), (8, "is not a procedure's code of 8 digits", "90051505"),
            (9, "has a date that is none", "31/02/2009"), (10, "ends before it begins", "10101039, from 2019-02-13 until 2009-02-13"));
    }

    [Fact]
    public async Task A_medicine_of_tuss_is_known_by_its_register_too()
    {
        string[] lines =
        [
            "Código do Termo;Termo;Apresentação;Laboratório;Data de início de vigência;Data de fim de vigência;Data de fim de implantação;REGISTRO ANVISA",
            "90246713;ANDROCUR;50 MG COM X 20\u00a0;BAYER S.A.;10/10/2012;31/08/2019;31/08/2014;1705600660037",
            "90246721;ANDROCUR;100 MG COM X 20;BAYER S.A.;10/10/2012;;31/08/2014;170560066",
            "30246721;ANDROCUR;100 MG COM X 20;BAYER S.A.;10/10/2012;;31/08/2014;1705600660061",
        ];
        var result = await world.ImportAsync(world.File(lines), "2019");

        Assert.Equal(("tuss-20", 1), (result.Edition.Table, result.Edition.Taken));
        Assert.Equal([("anvisa", "1705600660037", null), ("tuss", "90246713", "1705600660037")], (await world.EntriesAsync()).Select(entry => (entry.System, entry.Code, entry.Register)));
        var concept = (await world.FindAsync("anvisa", "1705600660037"))!;
        Assert.Equal(("ANDROCUR", "50 MG COM X 20", "BAYER S.A."), (concept.Display, concept.Presentation, concept.Holder));
        Assert.Equal(TerminologyWorld.Day("2019-08-31"), (await world.FindAsync("tuss", "90246713"))!.ValidUntil);
        AssertRefused(result, (3, "is not a register of 13 digits", "170560066"), (4, "is not a medicine's code of 8 digits", "30246721"));
    }

    [Fact]
    public async Task Registered_medicines_are_read_with_what_a_spreadsheet_did_to_them_refused()
    {
        string[] lines =
        [
            "TIPO_PRODUTO;NOME_PRODUTO;DATA_FINALIZACAO_PROCESSO;CATEGORIA_REGULATORIA;NUMERO_REGISTRO_PRODUTO;DATA_VENCIMENTO_REGISTRO;NUMERO_PROCESSO;CLASSE_TERAPEUTICA;EMPRESA_DETENTORA_REGISTRO;SITUACAO_REGISTRO;PRINCIPIO_ATIVO",
            "MEDICAMENTO;LFM – METFORMINA;15/07/2019;Similar;126250106;31/07/2029;1;ANTIDIABETICOS;00394502007157 - LABORATÓRIO DA MARINHA;VÁLIDO;CLORIDRATO DE METFORMINA",
            "MEDICAMENTO;AGUD;15/07/2019;Similar;109740273;31/07/2029;1;ANALGESICOS;49475833000106 - BIOLAB;VÁLIDO;\"FOSFATO DE CODEÍNA + PARACETAMOL\"",
            "MEDICAMENTO;VELHO;;Similar;100000001;31/07/2005;1;X;1 - Y;CADUCO/CANCELADO;A",
            "MEDICAMENTO;TALCO;27/09/1950;Similar;57600510;30/09/2025;1;X;1 - Y;VÁLIDO;A",
            "MEDICAMENTO;ACECLOFENACO;04/05/2020;Genérico;100431307;31/05/1930;1;X;1 - Y;VÁLIDO;A",
            "MEDICAMENTO;CANCELADO;04/05/2020;Genérico;100431308;31/05/2199;1;X;1 - Y;CADUCO/CANCELADO;A",
        ];
        var result = await world.ImportAsync(world.File(lines, windows), "2021");

        Assert.Equal(("anvisa", 3), (result.Edition.Table, result.Edition.Taken));
        var metformin = (await world.FindAsync("anvisa", "126250106"))!;
        Assert.Equal(("LFM – METFORMINA", "LABORATÓRIO DA MARINHA"), (metformin.Display, metformin.Holder));
        Assert.Equal(["FOSFATO DE CODEÍNA", "PARACETAMOL"], (await world.FindAsync("anvisa", "109740273"))!.Ingredients);
        Assert.Equal(TerminologyWorld.Day("2005-07-31"), (await world.FindAsync("anvisa", "100000001"))!.ValidUntil);
        AssertRefused(
            result, (5, "is not a product's register of 9 digits", "57600510"), (6, "ends before it begins", "100431307, from 2020-05-04 until 1930-05-31"),
            (7, "is registered no longer, and does not say since when", "100431308, CADUCO/CANCELADO"));
    }

    [Fact]
    public async Task A_line_in_another_encoding_than_its_file_is_refused_alone()
    {
        var path = world.File(["Código do Termo;Termo;Data de início de vigência", "10101012;Consulta;13/02/2009"]);
        await using (var file = File.Open(path, FileMode.Append)) file.Write(windows.GetBytes("10101020;Consulta em domicílio;13/02/2009\n10101039;Consulta;13/02/2009\n"));

        var result = await world.ImportAsync(path, "2020");
        Assert.Equal(["10101012", "10101039"], (await world.EntriesAsync()).Select(entry => entry.Code));
        AssertRefused(result, (3, "is not written in the encoding of the file", "termo"));
    }

    [Fact]
    public async Task Every_sample_that_is_shipped_can_be_imported_whole()
    {
        var samples = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Samples"), "*.csv");
        Assert.NotEmpty(samples);
        foreach (var sample in samples)
        {
            var result = await world.ImportAsync(sample, "sample", table: Path.GetFileNameWithoutExtension(sample));
            Assert.Empty(result.Refused);
            Assert.InRange(result.Edition.Taken, 8, 40);
        }
        Assert.Equal("female", (await world.FindAsync("cid-10", "O800"))!.Sex);
        // What demo and documentation prescribe.
        Assert.Equal(["MEBENDAZOL"], (await world.FindAsync("anvisa", "1023504850012"))!.Ingredients);
    }

    [Fact]
    public async Task A_simple_table_of_ones_own_is_checked_as_well()
    {
        await AssertAsync("is not a code of cid-10", "cid-10;display", "J;Asma");
        await AssertAsync("has a sex that is neither female nor male", "cid-10;display;sex", "J45.0;Asma;feminino");
        await AssertAsync("is not a register of 13 digits", "tuss-20;display;register", "90246713;ANDROCUR;12");
        await AssertAsync("is not a code of tuss-22", "tuss-22;display", "90246713;ANDROCUR");
        Assert.Empty(await world.EntriesAsync());

        async Task AssertAsync(string reason, params string[] lines) => Assert.Contains(
            $"could be taken: line 2: {reason}", await TerminologyWorld.StoppedAsync(() => world.ImportAsync("mine", lines)), StringComparison.Ordinal);
    }

    static void AssertRefused(ImportResult result, params (int Number, string Reason, string What)[] expected) =>
        Assert.Equal(expected, result.Refused.OrderBy(line => line.Number).Select(line => (line.Number, line.Reason, line.What)));
}
