package io.howdah.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
  @ParameterizedTest
  @CsvSource({
    "0, 7, 0%",
    "1, 10000, <0.1%",
    "1, 2000, 0.1%",
    "1, 8, 12.5%",
    "1999, 2000, >99.9%",
    "999999999, 1000000000, >99.9%",
    "7, 7, 100%",
    "0, 0, 0%"
  })
  void onlyNothingIsNoneAndOnlyAllIsAHundred(long part, long whole, String expected) {
    assertThat(Numbers.share(Numbers.share(part, whole))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0.05|0",
        "0.85|0.05|0.85",
        "0.30000000000000004|0.05|0.3",
        "-1.1102230246251565e-16|0.05|0",
        "1000003|1|1,000,003",
        "1000003.25|0.25|1,000,003.25",
        "290|0|290",
        "12345678901|1|1.23456789010e+10",
        "0.0000000000015|0.0000000000005|1.50e-12",
        "-2.5|0.5|-2.5",
        "2000|500|2,000"
      })
  void anEdgeHasDigitsEnoughToTellItFromItsNeighbour(double edge, double width, String expected) {
    assertThat(Numbers.edge(edge, width)).isEqualTo(expected);
  }

  @Test
  void oneThingIsOne() {
    assertThat(Numbers.counted(1, "row")).isEqualTo("1 row");
    assertThat(Numbers.counted(0, "row")).isEqualTo("0 rows");
    assertThat(Numbers.counted(3_202, "row")).isEqualTo("3,202 rows");
  }

  @ParameterizedTest
  @CsvSource({"999, 999 ms", "59900, 59.9 s", "59990, 1 min 0 s", "61000, 1 min 1 s"})
  void durationsAreNotRoundedBeyondTheirUnit(long millis, String expected) {
    assertThat(Numbers.millis(millis)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1023, '1,023 B'", "1024, 1.0 KiB", "1048575, 1.0 MiB", "3565158, 3.4 MiB"})
  void bytesAreNotRoundedBeyondTheirUnit(long bytes, String expected) {
    assertThat(Numbers.bytes(bytes)).isEqualTo(expected);
  }
}
