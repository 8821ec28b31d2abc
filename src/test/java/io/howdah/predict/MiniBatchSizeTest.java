package io.howdah.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MiniBatchSizeTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(strings = {"\"auto\"", "1", "65536"})
  void isANumberOfRowsOrAutoInAManifest(String json) throws Exception {
    MiniBatchSize size = JSON.readValue(json, MiniBatchSize.class);
    assertThat(JSON.writeValueAsString(size)).isEqualTo(json);
    assertThat(size).hasToString(json.replace("\"", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "65537", "\"64\"", "\"Auto\""})
  void nothingElseIs(String json) {
    assertThatThrownBy(() -> JSON.readValue(json, MiniBatchSize.class))
        .hasMessageContaining("Invalid batch size: ");
  }

  @Test
  void autoHasAsManyRowsAsWhoAsksNeeds() {
    assertThat(new MiniBatchSize.Auto().orElse(8192)).isEqualTo(8192);
    assertThat(MiniBatchSize.of(64).orElse(8192)).isEqualTo(64);
  }
}
