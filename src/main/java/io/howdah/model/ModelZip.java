package io.howdah.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * A model's zip, checked before anything of DL4J sees it: only known entries, each once, the same
 * in both of the zip's directories, none larger than its limit, no normalizer that would load a
 * class. Which classes the configuration may name is checked where they are loaded, by {@link
 * NetworkClasses}.
 *
 * @param kind of network that the configuration describes
 * @param configuration the network's JSON
 * @param normalizer the bytes of {@code normalizer.bin}, empty where there is none
 * @param coefficients length of {@code coefficients.bin} in bytes, -1 where there is none
 */
public record ModelZip(Kind kind, String configuration, byte[] normalizer, long coefficients) {
  static final String CONFIGURATION = "configuration.json";
  static final String COEFFICIENTS = "coefficients.bin";
  static final String UPDATER = "updaterState.bin";
  static final String NORMALIZER = "normalizer.bin";
  static final String PREPROCESSOR = "preprocessor.bin";
  static final String NO_PARAMS = "noParams.marker";

  private static final List<String> ALLOWED =
      List.of(CONFIGURATION, COEFFICIENTS, UPDATER, NORMALIZER, NO_PARAMS);
  private static final byte[] MAGIC = {'P', 'K', 3, 4};
  private static final int MAX_DEPTH = 200;

  /** Small files may well shrink by more than the allowed ratio. */
  private static final long RATIO_FREE_BYTES = 64L << 20;

  /** Which of DL4J's networks. */
  public enum Kind {
    MULTI_LAYER_NETWORK,
    COMPUTATION_GRAPH
  }

  /**
   * How much a zip may hold, in decompressed bytes.
   *
   * @param coefficients of {@code coefficients.bin}; the updater's state may have three times that
   * @param configuration of {@code configuration.json}
   * @param normalizer of {@code normalizer.bin}
   * @param ratio of all decompressed bytes to the file's length, above 64 MiB
   */
  public record Limits(long coefficients, int configuration, int normalizer, int ratio) {
    /** 2 GiB of coefficients, 16 MiB of configuration, 64 MiB of normalizer, a ratio of 200. */
    public static final Limits DEFAULT = new Limits(2L << 30, 16 << 20, 64 << 20, 200);

    long of(String entry) {
      return switch (entry) {
        case CONFIGURATION -> configuration;
        case NORMALIZER -> normalizer;
        case COEFFICIENTS -> coefficients;
        case UPDATER -> 3 * coefficients;
        default -> 0;
      };
    }
  }

  /** Reads and checks every byte of the file; keeps all but the weights. */
  public static ModelZip check(Path zip, Limits limits) throws ModelException {
    try {
      requireMagic(zip);
      return new Scan(zip, limits).run();
    } catch (ModelException e) {
      throw e;
    } catch (IOException e) {
      // ZipException, EOFException: what the JDK finds wrong with the bytes
      throw new ModelException(
          "Invalid model zip: " + zip.getFileName() + " is damaged or cut off: " + e.getMessage(),
          e);
    }
  }

  /** {@link #check(Path, Limits)} with the default limits. */
  public static ModelZip check(Path zip) throws ModelException {
    return check(zip, Limits.DEFAULT);
  }

  /** The decompressed bytes of the weights; the caller closes the stream. */
  static InputStream openCoefficients(Path zip) throws IOException {
    ZipInputStream in = new ZipInputStream(new BufferedInputStream(Files.newInputStream(zip)));
    for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
      if (entry.getName().equals(COEFFICIENTS)) {
        return new BufferedInputStream(in, 1 << 16);
      }
    }
    in.close();
    throw new ModelException("Invalid model zip: " + zip.getFileName() + " has no " + COEFFICIENTS);
  }

  private static void requireMagic(Path zip) throws IOException {
    try (InputStream in = Files.newInputStream(zip)) {
      if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
        throw new ModelException(
            "Invalid model zip: "
                + zip.getFileName()
                + " is not a zip file (save the network with ModelSerializer.writeModel)");
      }
    }
  }

  /** What one of the zip's two directories says of an entry. */
  private record Seen(long size, long crc) {}

  private record Scan(
      Path zip, Limits limits, Map<String, Seen> found, Map<String, byte[]> contents) {
    Scan(Path zip, Limits limits) {
      this(zip, limits, new TreeMap<>(), new TreeMap<>());
    }

    ModelZip run() throws IOException {
      List<ZipEntry> central = centralEntries();
      long budget = Math.max(RATIO_FREE_BYTES, Files.size(zip) * limits.ratio());
      try (ZipInputStream in =
          new ZipInputStream(new BufferedInputStream(Files.newInputStream(zip)))) {
        for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
          budget -= readEntry(in, entry.getName(), budget);
        }
      }
      compare(central);
      return result();
    }

    private List<ZipEntry> centralEntries() throws IOException {
      try (ZipFile file = new ZipFile(zip.toFile())) {
        List<ZipEntry> entries = new ArrayList<>(file.stream().toList());
        for (ZipEntry entry : entries) {
          requireAllowed(entry.getName());
        }
        return entries;
      }
    }

    private long readEntry(InputStream in, String name, long budget) throws IOException {
      requireAllowed(name);
      if (found.containsKey(name)) {
        throw invalid("entry " + name + " occurs twice");
      }
      boolean keep = name.equals(CONFIGURATION) || name.equals(NORMALIZER);
      ByteArrayOutputStream kept = new ByteArrayOutputStream();
      OutputStream out = keep ? kept : OutputStream.nullOutputStream();
      CRC32 crc = new CRC32();
      byte[] buffer = new byte[1 << 16];
      long size = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        size += n;
        if (size > limits.of(name)) {
          throw invalid("entry " + name + " is larger than " + limits.of(name) + " bytes");
        }
        if (size > budget) {
          throw invalid(
              String.format(
                  Locale.ROOT,
                  "entry %s grows to more than %d times the file's length",
                  name,
                  limits.ratio()));
        }
        crc.update(buffer, 0, n);
        if (name.equals(COEFFICIENTS) && kept.size() < ArrayHeader.MAX_BYTES) {
          kept.write(buffer, 0, Math.min(n, ArrayHeader.MAX_BYTES - kept.size()));
        }
        out.write(buffer, 0, n);
      }
      found.put(name, new Seen(size, crc.getValue()));
      if (keep || name.equals(COEFFICIENTS)) {
        contents.put(name, kept.toByteArray());
      }
      return size;
    }

    private void compare(List<ZipEntry> central) throws ModelException {
      Map<String, Seen> listed = new TreeMap<>();
      for (ZipEntry entry : central) {
        if (listed.put(entry.getName(), new Seen(entry.getSize(), entry.getCrc())) != null) {
          throw invalid("entry " + entry.getName() + " occurs twice");
        }
      }
      if (!listed.equals(found)) {
        throw invalid("its directory does not list the entries that it holds");
      }
    }

    private ModelZip result() throws ModelException {
      byte[] configuration = contents.get(CONFIGURATION);
      if (configuration == null) {
        throw invalid("no " + CONFIGURATION + " (is it a DL4J model?)");
      }
      Seen coefficients = found.get(COEFFICIENTS);
      if (coefficients == null && !found.containsKey(NO_PARAMS)) {
        throw invalid("no " + COEFFICIENTS);
      }
      if (coefficients != null
          && ArrayHeader.size(contents.get(COEFFICIENTS), 0) != coefficients.size()) {
        throw invalid(COEFFICIENTS + " is not an array of the length that it says");
      }
      byte[] normalizer = contents.getOrDefault(NORMALIZER, new byte[0]);
      if (normalizer.length > 0) {
        checkNormalizer(normalizer);
      }
      // what is checked is the text that DL4J reads, whatever encoding the bytes look like
      String text = new String(configuration, StandardCharsets.UTF_8);
      return new ModelZip(
          kind(text), text, normalizer, coefficients == null ? -1 : coefficients.size());
    }

    private void checkNormalizer(byte[] bytes) throws ModelException {
      try {
        NormalizerBytes.check(bytes);
      } catch (IOException e) {
        throw new ModelException(
            "Invalid model zip: " + zip.getFileName() + ": " + NORMALIZER + " " + e.getMessage(),
            e);
      }
    }

    private Kind kind(String configuration) throws ModelException {
      Set<String> fields = new HashSet<>();
      try (JsonParser parser = new JsonFactory().createParser(configuration)) {
        int depth = 0;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
          depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
          if (depth > MAX_DEPTH) {
            throw invalid(CONFIGURATION + " is nested deeper than " + MAX_DEPTH);
          }
          if (token == JsonToken.FIELD_NAME && depth == 1) {
            fields.add(parser.currentName());
          }
        }
      } catch (JsonProcessingException e) {
        throw new ModelException(
            "Invalid model zip: "
                + zip.getFileName()
                + ": "
                + CONFIGURATION
                + " is not JSON: "
                + e.getOriginalMessage().replace('\n', ' '),
            e);
      } catch (ModelException e) {
        throw e;
      } catch (IOException e) {
        throw new ModelException(
            "Invalid model zip: " + zip.getFileName() + ": " + e.getMessage(), e);
      }
      if (fields.contains("vertices") && fields.contains("networkInputs")) {
        return Kind.COMPUTATION_GRAPH;
      }
      if (fields.contains("confs")) {
        return Kind.MULTI_LAYER_NETWORK;
      }
      throw invalid(CONFIGURATION + " is neither a MultiLayerNetwork's nor a ComputationGraph's");
    }

    private void requireAllowed(String name) throws ModelException {
      if (!ALLOWED.contains(name)) {
        throw invalid(
            "entry "
                + name
                + " (must be one of "
                + ALLOWED
                + (name.equals(PREPROCESSOR)
                    ? "; it holds Java objects: save the model without it, and give it records"
                        + " that are prepared already)"
                    : ")"));
      }
    }

    private ModelException invalid(String problem) {
      return new ModelException("Invalid model zip: " + zip.getFileName() + ": " + problem);
    }
  }
}
