package dev.faultline.check.read;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads values one after another. */
sealed interface ValueParser permits EdnParser, JsonParser {

  /** Skips blanks, comments and what is discarded; the next byte, or the end. */
  int skipBlanks() throws IOException, MalformedHistoryException;

  /** The next value. */
  Object value() throws IOException, MalformedHistoryException;

  /** Passes what stands between two events; {@code inSequence} if they are elements of one. */
  void separator(boolean inSequence) throws IOException, MalformedHistoryException;

  /** The first byte since the last call that is no UTF-8, or null. */
  @Nullable MalformedHistoryException takeDamage();
}
