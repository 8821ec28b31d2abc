package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.cli.options.UsageException;
import io.howdah.model.CardJson;
import io.howdah.model.ModelCard;
import io.howdah.model.ModelException;
import io.howdah.model.NativeBackend;
import io.howdah.record.Feature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;

class ModelCommandsTest {
  @TempDir Path dir;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void saveANetworkOfFourInputsAndTwoOutputs() throws IOException {
    save(1);
  }

  @Test
  void describesAndVerifiesWhatItInitialised() throws Exception {
    assertThat(init()).isZero();
    assertThat(run(new ModelVerifyCommand(), dir.toString())).isZero();
    assertThat(run(new ModelDescribeCommand(), zip().toString())).isZero();
    assertThat(printed())
        .contains("churn 3: sound (4 inputs, 2 outputs, sha256 ")
        .contains("task         classification")
        .contains("network      MultiLayerNetwork")
        .contains("parameters   37")
        .containsPattern("layer0 +DenseLayer +25")
        .containsPattern("layer1 +OutputLayer +12");
  }

  @Test
  void whatOthersNamedIsShownAsText() throws Exception {
    String owned = "x\u001b]0;owned\u0007";
    save(1, owned);
    assertThat(init()).isZero();
    // a line break is no harm in a column's name, and none in a line of text
    String card = Files.readString(card()).replace("\"id\"", "\"the\\nid\"");
    Files.writeString(card(), card);
    assertThat(run(new ModelDescribeCommand(), zip().toString())).isZero();
    assertThat(printed())
        .containsPattern("  x\uFFFD]0;owned\uFFFD +DenseLayer +25")
        .contains("key          the↵id")
        .doesNotContain("\u001b", "\u0007");
  }

  @Test
  void tellsThatTheOutputsAreReverted() throws Exception {
    NormalizerStandardize normalizer = new NormalizerStandardize();
    normalizer.fitLabel(true);
    normalizer.fit(new DataSet(Nd4j.rand(20, 4), Nd4j.rand(20, 2)));
    ModelSerializer.addNormalizerToModel(zip().toFile(), normalizer);
    assertThat(init()).isZero();
    assertThat(run(new ModelDescribeCommand(), zip().toString())).isZero();
    assertThat(printed())
        .contains(
            "normalizer   NormalizerStandardize, which reverts the outputs to the labels' units");
  }

  @Test
  void writesFeaturesAsTheyWereGiven() throws Exception {
    init();
    ModelCard card = CardJson.parse(Files.readAllBytes(card()));
    assertThat(card.schema().time()).contains("seen");
    assertThat(card.schema().features())
        .containsExactly(
            new Feature.Numeric("p0", Float.NaN),
            new Feature.Numeric("p1", 0.5f),
            new Feature.OneHot("city", List.of("a", "b"), 1));
  }

  @Test
  void takesTheFeaturesFromAHeader() throws Exception {
    Path csv =
        Files.writeString(
            dir.resolve("d.csv"), "\uFEFFw,id,\"x\",ts, y ,\"z, \"\"z\"\"\"\n1,2,3,4,5,6\n");
    run(
        new ModelInitCommand(),
        zip().toString(),
        "--key",
        "id",
        "--time",
        "ts",
        "--features-from",
        csv.toString(),
        "--labels",
        "a,b");
    assertThat(CardJson.parse(Files.readAllBytes(card())).schema().features())
        .extracting(Feature::name)
        .containsExactly("w", "x", "y", "z, \"z\"");
  }

  @Test
  void aColumnOfTextsIsNoNumberThoughEveryRecordLacksAValueElsewhere() throws Exception {
    Path csv =
        Files.writeString(dir.resolve("t.csv"), "id,age,city,x,y\n1,,bern,1,2\n2,,basel,3,4\n");
    assertThatThrownBy(() -> featuresFrom(csv))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("column city of")
        .hasMessageContaining("holds texts (Invalid number of city: bern;");
    assertThat(card()).doesNotExist();
    // a text in one record is no text column where another has a number
    Path numbers = Files.writeString(dir.resolve("n.csv"), "id,w,x,y,z\n1,,n/a,1,2\n2,,7,3,4\n");
    assertThat(featuresFrom(numbers)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"id,x,id,y,z,w", "id,x,x,y,z", "id,p[0..3]", "id,p[0..3],p0"})
  void aHeaderThatMakesNoCardIsOneLine(String header) throws Exception {
    Path csv = Files.writeString(dir.resolve("h.csv"), header + "\n1,2,3,4,5,6\n");
    assertThatThrownBy(() -> featuresFrom(csv))
        .isInstanceOfAny(UsageException.class, ModelException.class)
        .hasMessageStartingWith("Invalid ")
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
    assertThat(card()).doesNotExist();
  }

  /** However it is packed and encoded, and whatever it is called: as score reads it. */
  @Test
  void readsAHeaderAsScoreDoes() throws Exception {
    String text = "\uFEFF\r\nid,\"two\r\nlines\", y ,a,b\r\n1,2,3,4,5\r\n";
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(gzip)) {
      out.write(text.getBytes(StandardCharsets.UTF_16BE));
    }
    for (byte[] bytes :
        List.of(
            text.getBytes(StandardCharsets.UTF_8),
            text.getBytes(StandardCharsets.UTF_16LE),
            gzip.toByteArray())) {
      Path csv = Files.write(dir.resolve("export.csv"), bytes);
      run(
          new ModelInitCommand(),
          zip().toString(),
          "--key",
          "id",
          "--features-from",
          csv.toString(),
          "--labels",
          "a,b",
          "--force");
      assertThat(CardJson.parse(Files.readAllBytes(card())).schema().features())
          .extracting(Feature::name)
          .containsExactly("two\r\nlines", "y", "a", "b");
    }
  }

  @Test
  void writesNoCardThatDoesNotFitTheNetwork() throws Exception {
    Path csv = Files.writeString(dir.resolve("d.csv"), "id,a,b,c,d,e,f\nk,1,2,3,4,5,6\n");
    assertThatThrownBy(() -> featuresFrom(csv))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("with 6 inputs (a, b, c, … f)")
        .hasMessageContaining("its first layer takes 4 inputs (the card's features give 6)")
        .hasMessageContaining("--without");
    assertThat(card()).doesNotExist();
    assertThat(featuresFrom(csv, "--without", "f,b")).isZero();
    assertThat(CardJson.parse(Files.readAllBytes(card())).schema().features())
        .extracting(Feature::name)
        .containsExactly("a", "c", "d", "e");
  }

  @Test
  void takesNoColumnOfTextsForANumber() throws Exception {
    Path csv =
        Files.writeString(
            dir.resolve("d.csv"),
            "id;a;city;b;c\nk;1,5;bern;NULL;3\nl;NULL;basel;2,5;3\nm;;;1;4\n");
    String[] format = {"--delimiter", ";", "--decimal", ",", "--null-text", "NULL"};
    assertThatThrownBy(() -> featuresFrom(csv, format))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("column city of ")
        .hasMessageContaining("holds texts (Invalid number of city: bern; name its --categories");
    assertThat(card()).doesNotExist();
    String[] named = Arrays.copyOf(format, format.length + 4);
    System.arraycopy(
        new String[] {
          "--categories=city=bern", "--unknown=city=bern", "--missing=city=bern", "--version=2"
        },
        0,
        named,
        format.length,
        4);
    assertThat(featuresFrom(csv, named)).isZero();
    assertThat(CardJson.parse(Files.readAllBytes(card())).schema().features())
        .contains(new Feature.OneHot("city", List.of("bern"), 0, 0));
  }

  private int featuresFrom(Path csv, String... more) throws Exception {
    Stream<String> options =
        Stream.of(zip().toString(), "--key=id", "--features-from=" + csv, "--labels=stays,goes");
    return run(
        new ModelInitCommand(), Stream.concat(options, Arrays.stream(more)).toArray(String[]::new));
  }

  @Test
  void aCardIsEditedByHandWithoutAChecksumInTheWay() throws Exception {
    init();
    assertThat(dir).isDirectoryNotContaining("glob:**.crc");
    // as an earlier writer left it
    Files.writeString(dir.resolve(".card.json.crc"), "crc\0\0\0\2\0\1\2\3\4");
    Files.writeString(
        card(), Files.readString(card()).replace("\"churn\"", "\"churn of customers\""));
    assertThat(run(new ModelVerifyCommand(), dir.toString())).isZero();
    assertThat(printed()).contains("churn of customers 3: sound");
  }

  @Test
  void replacesACardOnlyByForce() throws Exception {
    init();
    assertThatThrownBy(this::init)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot write file:")
        .hasMessageEndingWith("card.json: it is there (replace it with --force)");
    assertThat(init("--force")).isZero();
  }

  @Test
  void verifiesNoModelThatScoresNaN() throws Exception {
    save(Float.NaN);
    init();
    assertThatThrownBy(() -> run(new ModelVerifyCommand(), dir.toString()))
        .isInstanceOf(ModelException.class)
        .hasMessage("Invalid model: a record of zeros scores NaN (must be finite)");
  }

  @Test
  void exportsWhatScoresAlikeAndCanBeVerifiedAgain() throws Exception {
    init();
    Path onnx = Files.createDirectory(dir.resolve("onnx")).resolve("churn.onnx");
    assertThat(export("--format", "onnx", "--output", onnx.toString())).isZero();
    assertThat(printed())
        .contains("churn.onnx (" + Files.size(onnx) + " bytes)")
        .contains("opset        14, format version 8")
        .contains("input        records: [rows, 4] floats")
        .contains("output       scores: [rows, 2] floats")
        .containsPattern("largest difference from DL4J's scores .*, at most 1e-05");
    try (Stream<Path> files = Files.list(onnx.getParent())) {
      assertThat(files).containsExactly(onnx);
    }
    assertThat(
            run(
                new ModelInitCommand(),
                onnx.toString(),
                "--key=id",
                "--features=a,b,c,d",
                "--labels=stays,goes"))
        .isZero();
    assertThat(run(new ModelVerifyCommand(), onnx.getParent().toString())).isZero();
    assertThat(run(new ModelDescribeCommand(), onnx.toString())).isZero();
    assertThat(printed())
        .contains("churn 1: sound (4 inputs, 2 outputs, sha256 ")
        .contains("network      ONNX")
        .contains("parameters   37")
        .containsPattern("layer0/Gemm +Gemm +25");
    assertThatThrownBy(
            () ->
                run(
                    new ModelExportCommand(),
                    onnx.toString(),
                    "--format=onnx",
                    "--output=" + dir.resolve("again.onnx")))
        .isInstanceOf(ModelException.class)
        .hasMessageEndingWith("churn.onnx: it is ONNX already");
  }

  @Test
  void replacesAnExportOnlyByForce() throws Exception {
    init();
    Path onnx = Files.writeString(dir.resolve("other.dat"), "precious");
    assertThatThrownBy(() -> export("--format=onnx", "--output=" + onnx))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("other.dat: it is there (replace it with --force)");
    assertThat(onnx).hasContent("precious");
    assertThat(export("--format=onnx", "--output=" + onnx, "--force")).isZero();
    assertThat(Files.readAllBytes(onnx)).startsWith(8, 8);
  }

  @Test
  void exportsToNoOtherFormat() throws Exception {
    init();
    assertThatThrownBy(() -> export("--format=pmml"))
        .isInstanceOf(UsageException.class)
        .hasMessage("Invalid --format: pmml (must be onnx)");
  }

  private int export(String... options) throws Exception {
    return run(
        new ModelExportCommand(),
        Stream.concat(Stream.of(zip().toString()), Arrays.stream(options)).toArray(String[]::new));
  }

  @Test
  void writesNoCardThatCannotBeRead() {
    assertThatThrownBy(
            () -> run(new ModelInitCommand(), zip().toString(), "--key", "id", "--features", "a,a"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("must not repeat");
    assertThat(card()).doesNotExist();
  }

  @Test
  void saysWhichOptionIsWrong() {
    refuses("--key is missing", "--features", "a");
    refuses("give one of --features and --features-from", "--key", "id");
    refuses("Invalid --missing: b (is not a feature)", "--key=id", "--features=a", "--missing=b=1");
    refuses("Invalid --missing: a=x (must be a", "--key=id", "--features=a", "--missing=a=x");
    refuses("Invalid --missing: a=5d (must be a", "--key=id", "--features=a", "--missing=a=5d");
    refuses("Invalid --unknown: a (is a number", "--key=id", "--features=a", "--unknown=a=x");
    refuses("Invalid --categories: a (must be NAME", "--key=id", "--features=a", "--categories=a");
    refuses("Invalid --input-shape: x", "--key=id", "--features=a", "--input-shape=x");
    refuses("Invalid task: guess", "--key=id", "--features=a", "--task=guess");
    assertThatThrownBy(() -> run(new ModelVerifyCommand()))
        .isInstanceOf(UsageException.class)
        .hasMessage("Invalid arguments: [] (must be DIR|FILE)");
  }

  private void refuses(String message, String... options) {
    String[] arguments =
        Stream.concat(Stream.of(zip().toString()), Arrays.stream(options)).toArray(String[]::new);
    assertThatThrownBy(() -> run(new ModelInitCommand(), arguments))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  private int init(String... more) throws Exception {
    Stream<String> options =
        Stream.of(
            zip().toString(),
            "--name=churn",
            "--version=3",
            "--key=id",
            "--time=seen",
            "--features=p[0..1],city",
            "--categories=city=a|b",
            "--missing=city=b",
            "--missing=p1=0.5",
            "--labels=stays,goes");
    return run(
        new ModelInitCommand(), Stream.concat(options, Arrays.stream(more)).toArray(String[]::new));
  }

  private int run(Command command, String... arguments) throws Exception {
    return Invocation.of(
            command,
            arguments,
            new Configuration(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            System.err)
        .run();
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private Path zip() {
    return dir.resolve("m.zip");
  }

  private Path card() {
    return dir.resolve("card.json");
  }

  private void save(float weight) throws IOException {
    save(weight, "layer0");
  }

  private void save(float weight, String firstLayer) throws IOException {
    NativeBackend.prepare();
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().name(firstLayer).nIn(4).nOut(5).build())
                .layer(new OutputLayer.Builder().nIn(5).nOut(2).build())
                .build());
    network.init();
    network.params().assign(weight);
    ModelSerializer.writeModel(network, zip().toFile(), false);
  }
}
