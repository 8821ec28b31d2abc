package io.howdah.record;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.io.Text;

/** Decodes CSV and TSV records by the columns of their header, on bytes. */
final class CsvDecoder implements RecordDecoder<Text> {
  private static final int IGNORED = -1;
  private static final int KEY = -2;
  private static final int TIME = -3;
  private static final int MOST_SHOWN = 100;

  private final RowAssembler row;
  private final FieldSplitter fields;
  private final int[] roles;

  /** Of each column of plain decimals, its place in the model's input; -1 of the others. */
  private final int[] slots;

  /**
   * @param columns of the file in order
   * @throws IllegalArgumentException if the file lacks a column of the schema, or has it twice
   */
  CsvDecoder(RecordSchema schema, List<String> columns, RecordFormat format) {
    this.row = new RowAssembler(schema, format.conventions(), true);
    this.fields = new FieldSplitter(format);
    this.roles = new int[columns.size()];
    List<String> missing = new ArrayList<>();
    Arrays.fill(roles, IGNORED);
    assign(columns, schema.key(), KEY, missing);
    schema.time().ifPresent(time -> assign(columns, time, TIME, missing));
    for (int i = 0; i < schema.features().size(); i++) {
      assign(columns, schema.features().get(i).name(), i, missing);
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot find column"
              + (missing.size() > 1 ? "s " : " ")
              + shortened(missing)
              + " in the header: "
              + shortened(columns)
              + " ("
              + FieldNames.of(columns).without(schema.names()).insteadOf(missing.get(0))
              + "); are the delimiter and the card right?");
    }
    boolean plain = !format.conventions().changeDecimals();
    this.slots =
        Arrays.stream(roles).map(role -> role < 0 || !plain ? -1 : row.numberSlot(role)).toArray();
  }

  private void assign(List<String> columns, String name, int role, List<String> missing) {
    int at = columns.indexOf(name);
    if (at < 0) {
      missing.add(name);
    } else if (at != columns.lastIndexOf(name)) {
      throw new IllegalArgumentException("Invalid header: column " + name + " appears twice");
    } else {
      roles[at] = role;
    }
  }

  private static String shortened(List<String> names) {
    // what is no text file at all has names of any length and of any bytes
    String joined =
        names.stream()
            .limit(5)
            .map(name -> Excerpt.of(name, MOST_SHOWN))
            .collect(Collectors.joining(", "));
    return names.size() > 5 ? joined + ", … (" + names.size() + ")" : joined;
  }

  @Override
  public void decode(Text record, RecordSink sink) throws InvalidRecordException {
    fields.start(record.getBytes(), record.getLength());
    for (int column = 0; (column = decimals(column, sink)) < slots.length; column++) {
      other(column, sink);
    }
    if (fields.next()) {
      throw new InvalidRecordException(
          RejectCause.EXTRA_COLUMN, "Invalid record: more than " + roles.length + " columns");
    }
  }

  /** Plain decimals, one after the other; returns the column behind them. */
  private int decimals(int first, RecordSink sink) {
    int column = first;
    while (column < slots.length && slots[column] >= 0 && fields.nextIsDecimal()) {
      sink.feature(slots[column++], fields.decimal());
    }
    return column;
  }

  /** Any field but a plain decimal. */
  private void other(int column, RecordSink sink) throws InvalidRecordException {
    advance(column);
    int role = roles[column];
    if (role >= 0) {
      row.feature(role, fields.bytes(), fields.from(), fields.to(), sink);
    } else if (role == KEY) {
      row.key(fields.bytes(), fields.from(), fields.to(), sink);
    } else if (role == TIME) {
      row.time(fields.bytes(), fields.from(), fields.to(), sink);
    }
  }

  private void advance(int column) throws InvalidRecordException {
    if (!fields.next()) {
      throw new InvalidRecordException(
          RejectCause.MISSING_COLUMN,
          "Invalid record: " + column + " columns (must be " + roles.length + ")");
    }
  }

  @Override
  public ByteBuffer raw(Text record) {
    return ByteBuffer.wrap(record.getBytes(), 0, record.getLength());
  }
}
