package io.howdah.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.learning.config.IUpdater;

/** A class that a model's zip names, and that leaves a mark when it is loaded and initialised. */
class NetworkClassesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HARM = "io.howdah.model.NetworkClassesTest$Harm";
  private static final String SGD = "org.nd4j.linalg.learning.config.Sgd";
  private static final String DENSE = "org.deeplearning4j.nn.conf.layers.DenseLayer";
  private static final AtomicInteger HARMED = new AtomicInteger();
  private static final AtomicInteger LIVE = new AtomicInteger();

  /** Networks of both kinds as DL4J writes them, with what else their JSON can hold. */
  private static final List<JsonNode> NETWORKS = networks();

  @TempDir Path dir;

  /** Nothing in the test names it but by its text. */
  static final class Harm {
    static {
      HARMED.incrementAndGet();
    }

    private Harm() {}
  }

  /** As harmful; initialised by DL4J's JSON without the guard, to show that the form is live. */
  static final class LiveHarm {
    static {
      LIVE.incrementAndGet();
    }

    private LiveHarm() {}
  }

  @Test
  void theArrayFormLoadsAnyClassWithoutTheGuard() {
    var mapper = new org.nd4j.shade.jackson.databind.ObjectMapper();
    String json = "[\"io.howdah.model.NetworkClassesTest$LiveHarm\", {}]";
    assertThatThrownBy(() -> mapper.readValue(json, IUpdater.class))
        .isInstanceOf(IOException.class);
    assertThat(LIVE).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"@class\": \"CLASS\"}",
        "[\"CLASS\", {}]",
        "[\"CLASS\", {\"@class\": \"" + SGD + "\"}]",
        "{\"learningRate\": 1, \"@class\": \"CLASS\"}"
      })
  void namesTheClassThatItRefuses(String form) throws IOException {
    for (String name :
        List.of(
            HARM,
            "javax.swing.JEditorPane",
            "org.nd4j.shade.jackson.databind.ObjectMapper",
            "org.nd4j.linalg.factory.Nd4j",
            "org.deeplearning4jx.Evil")) {
      JsonNode network = NETWORKS.get(0).deepCopy();
      ((ObjectNode) network.at("/confs/0/layer"))
          .set("iupdater", JSON.readTree(form.replace("CLASS", name)));
      Path zip = zip(dir, network);
      assertThatThrownBy(() -> load(zip))
          .isInstanceOf(ModelException.class)
          .hasMessage(
              "Invalid model zip: m.zip: configuration.json names the class "
                  + name
                  + " (must be one of DL4J's own)");
    }
    assertThat(HARMED).hasValue(0);
  }

  /** Before 1.0.0 DL4J wrapped its layers in objects, and other mappers read these. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"dense\": {\"iUpdater\": [\"CLASS\", {}], \"iupdater\": [\"CLASS\", {}]}}",
        "{\"dense\": {\"activationFn\": {\"CLASS\": {}}, \"dist\": [\"CLASS\", {}]}}",
        "{\"dense\": {\"activationFn\": {\"ReLU\": {\"@class\": \"CLASS\"}}}}",
        "{\"output\": {\"lossFn\": {\"MCXENT\": [\"CLASS\", {}]}, \"idropout\": [\"CLASS\", 1]}}",
        "{\"CLASS\": {}}",
        "{\"dense\": {\"weightInit\": \"DISTRIBUTION\", \"dist\": {\"@class\": \"CLASS\"}}}",
        "[\"dense\", {\"constraints\": [[\"CLASS\", {}]]}]"
      })
  void loadsNoOtherClassByTheNamesOfOlderModels(String layer) throws IOException {
    JsonNode network =
        JSON.readTree("{\"confs\": [{\"layer\": " + layer.replace("CLASS", HARM) + "}]}");
    Path zip = zip(dir, network);
    assertThatThrownBy(() -> load(zip)).isInstanceOf(ModelException.class);
    assertThat(HARMED).hasValue(0);
  }

  @Test
  void loadsNoClassThatIsAParameterOfAnAllowedOne() throws IOException {
    for (String name : List.of(DENSE + "<" + HARM + ">", SGD + "<java.util.List<" + HARM + ">>")) {
      JsonNode network = NETWORKS.get(0).deepCopy();
      ((ObjectNode) network.at("/confs/0/layer"))
          .set("iupdater", JSON.readTree("[\"" + name + "\",{}]"));
      Path zip = zip(dir, network);
      assertThatThrownBy(() -> load(zip)).isInstanceOf(ModelException.class);
    }
    assertThat(HARMED).hasValue(0);
  }

  @Test
  void readsEveryNetworkThatNamesDl4jsOwnClasses() {
    NetworkClasses.guard();
    assertThat(MultiLayerConfiguration.fromJson(NETWORKS.get(0).toString()).getConfs()).hasSize(2);
    assertThat(MultiLayerConfiguration.fromJson(NETWORKS.get(1).toString()).getInputPreProcess(1))
        .isNotNull();
    assertThat(ComputationGraphConfiguration.fromJson(NETWORKS.get(2).toString()).getVertices())
        .containsOnlyKeys("dense", "out0");
  }

  /** Somewhere in a configuration stands a hostile value instead of what belongs there. */
  @Property(tries = 1500)
  void loadsNoOtherClassWhereverAndHoweverItIsNamed(@ForAll("hostile") JsonNode network)
      throws IOException {
    Path folder = Files.createTempDirectory("hostile");
    Path zip = zip(folder, network);
    try {
      load(zip);
    } catch (ModelException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    } finally {
      Files.delete(zip);
      Files.delete(folder);
    }
    assertThat(HARMED).as("%s", network).hasValue(0);
  }

  @Provide
  Arbitrary<JsonNode> hostile() {
    Arbitrary<JsonNode> network = Arbitraries.of(NETWORKS);
    Arbitrary<Integer> place = Arbitraries.integers().between(0, Integer.MAX_VALUE);
    Arbitrary<String> name =
        Arbitraries.of(
            HARM,
            HARM.replace('.', '/'),
            "L" + HARM + ";",
            "[L" + HARM + ";",
            DENSE + "<" + HARM + ">",
            "java.util.EnumMap<" + HARM + "," + HARM + ">",
            " " + HARM,
            HARM + " ",
            "org.deeplearning4j.nn.conf..." + HARM);
    Arbitrary<String> form =
        Arbitraries.of(
            "\"CLASS\"",
            "[\"CLASS\", OLD]",
            "[[\"CLASS\", OLD]]",
            "{\"@class\": \"CLASS\"}",
            "{\"@class\": [\"CLASS\", OLD]}",
            "{\"@type\": \"CLASS\", \"type\": \"CLASS\", \"class\": \"CLASS\", \"@c\": \".CLASS\"}",
            "{\"CLASS\": OLD}",
            "{\"@class\": \"" + SGD + "\", \"learningRateSchedule\": [\"CLASS\", OLD]}",
            "{\"dense\": [\"CLASS\", OLD]}");
    return Combinators.combine(network, place, name, form)
        .as((json, at, named, as) -> replaced(json, at, as.replace("CLASS", named)));
  }

  private static JsonNode replaced(JsonNode network, int place, String form) {
    JsonNode copy = network.deepCopy();
    List<JsonPointer> places = new ArrayList<>();
    collect(copy, JsonPointer.empty(), places);
    JsonPointer at = places.get(place % places.size());
    try {
      JsonNode hostile = JSON.readTree(form.replace("OLD", copy.at(at).toString()));
      JsonNode parent = copy.at(at.head());
      if (parent instanceof ArrayNode array) {
        array.set(at.last().getMatchingIndex(), hostile);
      } else {
        ((ObjectNode) parent).set(at.last().getMatchingProperty(), hostile);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }

  private static void collect(JsonNode node, JsonPointer at, List<JsonPointer> places) {
    if (!at.matches()) {
      places.add(at);
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      collect(node.get(i), at.appendIndex(i), places);
    }
    node.fields()
        .forEachRemaining(f -> collect(f.getValue(), at.appendProperty(f.getKey()), places));
  }

  private static List<JsonNode> networks() {
    try {
      return List.of(
          JSON.readTree(TestModels.dense().getLayerWiseConfigurations().toJson()),
          JSON.readTree(TestModels.convolutional().getLayerWiseConfigurations().toJson()),
          JSON.readTree(TestModels.graph(1).getConfiguration().toJson()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path zip(Path folder, JsonNode network) throws IOException {
    Path model = folder.resolve("m.zip");
    return HostileZips.write(
        model,
        Map.of(
            ModelZip.CONFIGURATION,
            network.toString().getBytes(StandardCharsets.UTF_8),
            ModelZip.NO_PARAMS,
            new byte[0]));
  }

  private static LoadedModel load(Path zip) throws IOException {
    return ModelLoader.load(zip, TestModels.card(zip, 4, "a", "b", "c"));
  }
}
