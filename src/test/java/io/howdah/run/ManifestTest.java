package io.howdah.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
  /** What a run needs of its manifest, in small. */
  record Small(String model, int rows) {}

  private static Manifest manifest(String json) {
    return Manifest.find(json).orElseThrow();
  }

  @Test
  void tellsTheModelAndTheRows() {
    Manifest manifest =
        manifest(
            "{\"request\":{\"model\":\"/models/m\"},\"sha256\":\"ab\",\"counts\":{\"keysWritten\":7}}");
    assertThat(manifest.model()).contains(new Manifest.Model("/models/m", "ab"));
    assertThat(manifest.rowsWritten()).hasValue(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"request\":{\"model\":\"/models/m\"}}",
        "{\"sha256\":\"ab\"}",
        "{\"request\":7,\"sha256\":\"ab\",\"counts\":[]}",
        "{\"request\":{\"model\":{}},\"sha256\":\"ab\",\"counts\":{\"keysWritten\":\"7\"}}",
        "{\"request\":{\"model\":\"\"},\"sha256\":\"ab\",\"counts\":{\"keysWritten\":1.5}}"
      })
  void aFieldThatIsMissingOrOfAnotherFormIsNotTold(String json) {
    assertThat(manifest(json).model()).isEmpty();
    assertThat(manifest(json).rowsWritten()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"no JSON", "", "[]", "null", "7", "{\"engine\":", "{\"a\":[}"})
  void whatIsNoJsonObjectIsNoManifest(String json) {
    assertThat(Manifest.find(json)).isEmpty();
  }

  @Test
  void theWholeOfOneIsReadAsItWasWritten() throws Exception {
    Small small = new Small("m", 7);
    assertThat(Manifest.whole(Manifest.json(small), Small.class)).isEqualTo(small);
  }

  @Test
  void whoOnlyLooksTakesWhatIsKnown() {
    assertThat(Manifest.look("{\"rows\":7,\"columns\":3}", Small.class))
        .contains(new Small(null, 7));
    assertThat(Manifest.look("null", Small.class)).isEmpty();
    assertThat(Manifest.look("{\"rows\":{}}", Small.class)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"no JSON", "", "[]", "null", "{\"model\":{}}", "{\"rows\":7,\"columns\":3}"})
  void theWholeOfAnythingElseIsRefused(String json) {
    assertThatThrownBy(() -> Manifest.whole(json, Small.class))
        .hasMessageStartingWith("Invalid manifest in the catalog: not one of this Howdah");
  }
}
