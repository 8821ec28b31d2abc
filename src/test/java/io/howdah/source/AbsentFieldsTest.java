package io.howdah.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.predict.FilledCounts;
import io.howdah.record.Feature;
import io.howdah.record.RecordFormat;
import io.howdah.record.RecordSchema;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.io.Text;
import org.junit.jupiter.api.Test;

class AbsentFieldsTest {
  private static final RecordSchema SCHEMA =
      new RecordSchema(
          "id",
          Optional.empty(),
          List.of(
              new Feature.Numeric("x", 0),
              new Feature.OneHot("city", List.of("bern", "other"), 1, 1),
              new Feature.OneHot("town", List.of("bern", "other"), 1, 1)));

  private static AbsentFields fields(String... records) {
    List<TextSample.Entry> sample =
        List.of(records).stream()
            .map(text -> new TextSample.Entry("a", 0, new Text(text)))
            .toList();
    return new AbsentFields(
        SCHEMA,
        new TextSample(new TextLayout(RecordFormat.of("csv"), "id,x,city,town", 1000), sample));
  }

  @Test
  void aFeatureOfUnknownCategoriesIsNotAbsent() throws Exception {
    FilledCounts filled = new FilledCounts(SCHEMA.features());
    filled.add(1, 2);
    filled.add(2, 2);
    AbsentFields fields = fields("1,5,,", "2,6,z\u00fcrich,");
    assertThat(fields.filledEverywhere(filled, 2)).contains("\"town\" (there is no other field)");
    assertThat(fields.unlistedEverywhere(filled, 2))
        .contains("\"city\" (Unknown category of city: z\u00fcrich)");
  }

  @Test
  void whatIsFilledInForSomeIsNeither() throws Exception {
    FilledCounts filled = new FilledCounts(SCHEMA.features());
    filled.add(0, 1);
    filled.add(1, 1);
    AbsentFields fields = fields("1,,zug,bern", "2,6,bern,bern");
    assertThat(fields.filledEverywhere(filled, 2)).isEmpty();
    assertThat(fields.unlistedEverywhere(filled, 2)).isEmpty();
  }
}
