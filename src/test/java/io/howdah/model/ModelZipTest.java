package io.howdah.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No network is made here: what the checks see are names, sizes and a few bytes. */
class ModelZipTest {
  private static final String LAYERS =
      "{\"confs\":[{\"layer\":{\"@class\":\"org.deeplearning4j.nn.conf.layers.DenseLayer\"}}]}";

  @TempDir Path dir;

  @Test
  void tellsALayeredNetworkFromAGraph() throws IOException {
    assertThat(ModelZip.check(zip(LAYERS)).kind()).isEqualTo(ModelZip.Kind.MULTI_LAYER_NETWORK);
    assertThat(ModelZip.check(zip("{\"networkInputs\":[\"in\"],\"vertices\":{}}")).kind())
        .isEqualTo(ModelZip.Kind.COMPUTATION_GRAPH);
  }

  @Test
  void acceptsWhatDl4jWrites() throws IOException {
    ModelZip zip = ModelZip.check(TestModels.save(TestModels.graph(1), dir.resolve("m.zip")));
    assertThat(zip.kind()).isEqualTo(ModelZip.Kind.COMPUTATION_GRAPH);
    assertThat(zip.coefficients()).isPositive();
    assertThat(zip.normalizer()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "preprocessor.bin",
        "../configuration.json",
        "/etc/passwd",
        "a/coefficients.bin",
        "objects/x",
        "configuration.json/",
        "Configuration.json"
      })
  void refusesAnyOtherEntry(String name) throws IOException {
    Map<String, byte[]> entries = entries(LAYERS);
    entries.put(name, new byte[0]);
    refuses(HostileZips.write(file(), entries), "entry " + name + " (must be one of ");
  }

  @Test
  void refusesAnEntryThatOccursTwice() throws IOException {
    Map<String, byte[]> entries = entries(LAYERS);
    entries.put("coefficients.bix", new byte[] {1});
    Path zip = HostileZips.write(file(), entries);
    replace(zip, "coefficients.bix", "coefficients.bin");
    assertThatThrownBy(() -> ModelZip.check(zip))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("occurs twice");
  }

  @Test
  void refusesLocalEntriesThatTheDirectoryDoesNotList() throws IOException {
    Map<String, byte[]> entries = entries(LAYERS);
    entries.put("normalizer.bin", new byte[0]);
    Path zip = HostileZips.write(file(), entries);
    byte[] bytes = Files.readAllBytes(zip);
    int local = indexOf(bytes, "normalizer.bin", 0);
    // the same length, another name, in the local header alone
    System.arraycopy("noParams.marke".getBytes(StandardCharsets.US_ASCII), 0, bytes, local, 14);
    Files.write(zip, bytes);
    assertThatThrownBy(() -> ModelZip.check(zip)).isInstanceOf(ModelException.class);
    System.arraycopy("updaterState.b".getBytes(StandardCharsets.US_ASCII), 0, bytes, local, 14);
    Files.write(zip, bytes);
    assertThatThrownBy(() -> ModelZip.check(zip)).isInstanceOf(ModelException.class);
  }

  @Test
  void refusesABombByItsRealSize() throws IOException {
    Map<String, byte[]> entries = entries(LAYERS);
    entries.put(ModelZip.COEFFICIENTS, new byte[3 << 20]);
    Path zip = HostileZips.write(file(), entries);
    ModelZip.Limits limits = new ModelZip.Limits(2 << 20, 1 << 20, 1 << 20, 200);
    assertThatThrownBy(() -> ModelZip.check(zip, limits))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("entry coefficients.bin is larger than 2097152 bytes");
  }

  @Test
  void refusesABombByItsRatio() throws IOException {
    Map<String, byte[]> entries = entries(LAYERS);
    entries.put(ModelZip.COEFFICIENTS, new byte[80 << 20]);
    refuses(
        HostileZips.write(file(), entries),
        "entry coefficients.bin grows to more than 200 times the file's length");
  }

  @Test
  void refusesALongConfiguration() throws IOException {
    Path zip = zip(" ".repeat(17 << 20) + LAYERS);
    refuses(zip, "entry configuration.json is larger than 16777216 bytes");
  }

  @Test
  void refusesATruncatedFileWhereverItEnds() throws IOException {
    byte[] whole = Files.readAllBytes(zip(LAYERS));
    for (int length = 0; length < whole.length; length++) {
      Path cut = Files.write(dir.resolve("cut.zip"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> ModelZip.check(cut))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(ModelException.class);
    }
  }

  @Test
  void refusesWhatIsNoZip() throws IOException {
    Path text = Files.writeString(dir.resolve("m.zip"), "not a zip");
    refuses(text, "m.zip is not a zip file");
  }

  @Test
  void refusesBytesThatDoNotMatchTheirChecksum() throws IOException {
    byte[] coefficients = new byte[4096];
    new Random(7).nextBytes(coefficients);
    Map<String, byte[]> entries = entries(LAYERS);
    entries.put(ModelZip.COEFFICIENTS, coefficients);
    Path zip = HostileZips.write(file(), entries);
    byte[] bytes = Files.readAllBytes(zip);
    bytes[indexOf(bytes, ModelZip.COEFFICIENTS, 0) + 2000] ^= 1;
    refuses(Files.write(zip, bytes), "is damaged or cut off");
  }

  @Test
  void refusesAConfigurationThatIsNotANetworks() throws IOException {
    refuses(zip("{}"), "configuration.json is neither");
    refuses(zip("{"), "configuration.json is not JSON");
    refuses(zip("[".repeat(100_000)), "configuration.json is nested deeper than 200");
  }

  @Test
  void refusesAZipWithoutTheNetwork() throws IOException {
    Map<String, byte[]> entries = entries(LAYERS);
    entries.remove(ModelZip.COEFFICIENTS);
    refuses(HostileZips.write(file(), entries), "no coefficients.bin");
    entries.put(ModelZip.NO_PARAMS, new byte[0]);
    assertThat(ModelZip.check(HostileZips.write(file(), entries)).coefficients()).isEqualTo(-1);
    entries.remove(ModelZip.CONFIGURATION);
    refuses(HostileZips.write(file(), entries), "no configuration.json (is it a DL4J model?)");
  }

  @Test
  void refusesANormalizerThatWouldLoadAClass() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF("NORMALIZER");
      out.writeInt(1);
      out.writeUTF("CUSTOM");
      out.writeUTF("com.example.Evil");
    }
    Map<String, byte[]> entries = entries(LAYERS);
    entries.put(ModelZip.NORMALIZER, bytes.toByteArray());
    refuses(HostileZips.write(file(), entries), "normalizer.bin has the type CUSTOM");
    entries.put(ModelZip.NORMALIZER, HostileZips.payload());
    refuses(HostileZips.write(file(), entries), "normalizer.bin is");
  }

  private static void refuses(Path zip, String message) {
    assertThatThrownBy(() -> ModelZip.check(zip))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("Invalid model zip: ")
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  private Path file() {
    return dir.resolve("m.zip");
  }

  private Path zip(String configuration) throws IOException {
    return HostileZips.write(file(), entries(configuration));
  }

  private static Map<String, byte[]> entries(String configuration) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put(ModelZip.CONFIGURATION, configuration.getBytes(StandardCharsets.UTF_8));
    entries.put(ModelZip.COEFFICIENTS, coefficients());
    return entries;
  }

  /** A row of one weight as ND4J writes it. */
  private static byte[] coefficients() {
    ByteBuffer bytes = ByteBuffer.allocate(1024);
    text(bytes, "LONG_SHAPE").putLong(8);
    text(bytes, "LONG");
    for (long number : new long[] {2, 1, 1, 1, 1, 8192, 1, 'c'}) {
      bytes.putLong(number);
    }
    text(bytes, "LONG_SHAPE").putLong(1);
    text(bytes, "FLOAT").putFloat(1);
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private static ByteBuffer text(ByteBuffer bytes, String text) {
    return bytes.putShort((short) text.length()).put(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void replace(Path file, String from, String to) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int at = indexOf(bytes, from, 0); at >= 0; at = indexOf(bytes, from, at + 1)) {
      System.arraycopy(to.getBytes(StandardCharsets.US_ASCII), 0, bytes, at, to.length());
    }
    Files.write(file, bytes);
  }

  private static int indexOf(byte[] bytes, String text, int from) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text, from);
  }
}
