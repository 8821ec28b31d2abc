package io.howdah.predict;

import io.howdah.record.RejectCause;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Where records go that cannot be scored. */
public interface Rejects {
  /**
   * Takes one.
   *
   * @param source file or topic that it is of
   * @param offset in its source
   * @param raw the record as text; valid until this returns
   */
  void rejected(RejectCause cause, String message, String source, long offset, ByteBuffer raw)
      throws IOException, InterruptedException;
}
