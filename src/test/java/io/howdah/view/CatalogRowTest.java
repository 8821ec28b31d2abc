package io.howdah.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogRowTest {
  /** The last day of JavaScript's dates: 100,000,000 days after 1970. */
  private static final long LAST = Instant.parse("+275760-09-13T00:00:00Z").toEpochMilli();

  private static OptionalLong published(String text) {
    return new CatalogRow("v", Map.of("published", text)).time("published");
  }

  @Test
  void aTimeIsOneThatThePageCanTell() {
    assertThat(published("0")).hasValue(0);
    assertThat(published("1700000000000")).hasValue(1_700_000_000_000L);
    assertThat(published(Long.toString(LAST))).hasValue(LAST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8640000000000001",
        "99999999999999999",
        "999999999999999999",
        "9223372036854775807",
        "-1",
        "1e3"
      })
  void aTimeBeyondThatIsRefused(String text) {
    assertThatThrownBy(() -> published(text))
        .isInstanceOf(CatalogRowException.class)
        .hasMessage(
            "Invalid catalog row v: published is "
                + text
                + " (must be epoch milliseconds, at most 8640000000000000); mend it in the HBase"
                + " shell: put 'howdah', 'v', 'c:published', 'VALUE'");
    assertThatThrownBy(() -> new CatalogRow("v/" + text, Map.of()).version())
        .isInstanceOf(CatalogRowException.class)
        .hasMessage(
            "Invalid catalog row v/"
                + text
                + ": its key must end in a version, epoch milliseconds, at most 8640000000000000;"
                + " delete it in the HBase shell: deleteall 'howdah', 'v/"
                + text
                + "'");
  }

  @Test
  void rowsOfVersionsAndStreamsAreCountedWhoseverTheyAre() {
    TreeMap<String, Map<String, String>> rows = new TreeMap<>();
    Map<String, String> view =
        Map.of("task", "regression", "mode", "full", "retain", "3", "published", "5");
    rows.put("good", view);
    rows.put("good/5", Map.of("state", "PUBLISHED"));
    rows.put("good/6", Map.of("state", "NONSENSE"));
    rows.put("good/x", Map.of("state", "PUBLISHED"));
    rows.put("good/stream/g/1", Map.of("group", "g", "member", "1", "at", "5"));
    rows.put("good/stream/g/2", Map.of("group", "g", "member", "2", "at", "x"));
    rows.put("odd", Map.of("task", "regression", "mode", "sideways", "retain", "3"));
    rows.put("odd/stream/g/1", Map.of("at", "99999999999999999"));
    rows.put("odd/7", Map.of("state", "LOADED"));
    rows.put("newer", Map.of("format", "2"));
    rows.put("a b", Map.of("whatever", "x"));
    rows.put("good/notes", Map.of("whatever", "x"));
    CatalogRows all = new CatalogRows(rows);
    assertThat(all.unreadable())
        .as("good/6, good/x, good/stream/g/2, odd, odd/stream/g/1, newer")
        .isEqualTo(6);
    assertThat(all.views()).extracting(Listed::key).containsExactly("good", "newer", "odd");
    assertThat(all.streams("good"))
        .extracting(Listed::key)
        .containsExactly("good/stream/g/1", "good/stream/g/2");
  }
}
