package io.howdah.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelArtifactTest {
  @TempDir Path dir;
  private Path zip;

  @BeforeEach
  void writeTheModelAndItsCard() throws IOException {
    zip = Files.writeString(dir.resolve("m.zip"), "weights");
    Files.writeString(
        dir.resolve("card.json"), CardJson.write(TestModels.card(zip, 4, "a", "b", "c")));
  }

  @Test
  void opensADirectoryOrTheZip() throws IOException {
    for (Path path : new Path[] {dir, zip}) {
      ModelArtifact artifact = open(path);
      assertThat(artifact.card()).isEqualTo(TestModels.card(zip, 4, "a", "b", "c"));
      assertThat(artifact.modelPath().toString()).isEqualTo("file:" + zip);
      assertThat(artifact.length()).isEqualTo(7);
    }
  }

  @Test
  void prefersTheCardOfTheSameName() throws IOException {
    Files.writeString(
        dir.resolve("m.card.json"), CardJson.write(TestModels.card(zip, 5, "a", "b", "c")));
    assertThat(open(dir).card().schema().width()).isEqualTo(5);
  }

  @Test
  void fetchesTheSameBytes() throws IOException {
    Path copy = dir.resolve("copy");
    open(dir).fetch(copy);
    assertThat(copy).hasContent("weights");
  }

  @Test
  void deletesACopyWithAnotherFingerprint() throws IOException {
    Files.writeString(zip, "altered");
    Path copy = dir.resolve("copy");
    ModelArtifact artifact = open(dir);
    assertThatThrownBy(() -> artifact.fetch(copy))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("m.zip has the SHA-256 " + Fingerprint.of(zip));
    assertThat(copy).doesNotExist();
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    Path other = Files.writeString(dir.resolve("other.zip"), "x");
    assertThatThrownBy(() -> open(dir))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("Cannot choose a model: 2 .zip and .onnx files in ");
    Files.delete(other);
    Files.writeString(dir.resolve("card.json"), "{}");
    assertThatThrownBy(() -> open(dir))
        .isInstanceOf(ModelException.class)
        .hasMessageEndingWith("card.json)");
    Files.delete(dir.resolve("card.json"));
    assertThatThrownBy(() -> open(dir))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("Cannot find the model card: no ")
        .hasMessageContaining("howdah model init");
    assertThatThrownBy(() -> open(dir.resolve("nowhere")))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("Cannot find the model: no file:");
  }

  private static ModelArtifact open(Path path) throws IOException {
    return ModelArtifact.open(
        new org.apache.hadoop.fs.Path(path.toUri()), new Configuration(false));
  }
}
