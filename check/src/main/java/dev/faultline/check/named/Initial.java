package dev.faultline.check.named;

import dev.faultline.check.model.Nil;
import dev.faultline.check.read.HistoryReader;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an object holds at first; with keys, the object under each of them.
 *
 * @param text the value as it would be written in the file; null if none was given
 */
record Initial(@Nullable String text) {

  static final Initial NONE = new Initial(null);

  /** The models that can be told. */
  static final List<String> MODELS =
      List.of("register", "cas-register", "multi-register", "counter", "kv");

  /**
   * The value, for a model.
   *
   * @throws IllegalArgumentException if the model takes none, or this is none
   */
  static Initial of(String model, String text) {
    if (!MODELS.contains(model)) {
      throw new IllegalArgumentException(
          "an initial value is for the models " + String.join(", ", MODELS) + ", not for " + model);
    }
    try {
      Object value = HistoryReader.value(text, RawHistory.Format.EDN);
      if (model.equals("counter") && !(value instanceof Long)) {
        throw new IllegalArgumentException(
            "the initial value of a counter must be a whole number, not " + text);
      }
    } catch (MalformedHistoryException e) {
      throw new IllegalArgumentException("initial value " + text + " is not a value of EDN", e);
    }
    return new Initial(text);
  }

  /** The value as read in the file's format; nil if none was given. */
  Object in(RawHistory raw) throws MalformedHistoryException {
    if (text == null) {
      return Nil.NIL;
    }
    boolean json = raw.format() == RawHistory.Format.JSON;
    return HistoryReader.value(text, json ? RawHistory.Format.JSON : RawHistory.Format.EDN);
  }
}
