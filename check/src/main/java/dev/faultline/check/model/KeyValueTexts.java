package dev.faultline.check.model;

import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values of one key as texts, for algorithms that take texts apart: different values have different
 * texts, and what nobody wrote is "". Where there are appends the texts are the strings themselves;
 * elsewhere each value has a number, of which none begins with another.
 */
final class KeyValueTexts {

  private final Object absent;
  private final boolean appends;
  private final Map<Object, String> texts = new HashMap<>();
  private final Map<String, Object> values = new HashMap<>();

  private KeyValueTexts(Object absent, boolean appends) {
    this.absent = absent;
    this.appends = appends;
    texts.put(absent, "");
    values.put("", absent);
  }

  /** Nothing where some value has no text, as a number has none that something is appended to. */
  static @Nullable KeyValueTexts of(Object absent, List<Operation<KeyValueOp, Object>> ops) {
    boolean usual = absent.equals("") || absent == Nil.NIL;
    boolean appends = ops.stream().anyMatch(op -> op.input() instanceof KeyValueOp.Append);
    if (!usual) {
      return null;
    }
    var texts = new KeyValueTexts(absent, appends);
    var all = new ArrayList<Object>();
    for (var op : ops) {
      switch (op.input()) {
        case KeyValueOp.Put(var _, var value) -> all.add(value);
        case KeyValueOp.Append(var _, var value) -> all.add(value);
        case KeyValueOp.Get _ -> {
          if (op.outcome() instanceof Outcome.Ok<Object>(var seen)) {
            all.add(seen);
          }
        }
      }
    }
    for (Object value : all) {
      if (!texts.add(value)) {
        return null;
      }
    }
    return texts;
  }

  private boolean add(Object value) {
    if (value.equals(absent)) {
      return true;
    }
    if (!appends) {
      String text = texts.computeIfAbsent(value, _ -> texts.size() + ";");
      values.put(text, value);
      return true;
    }
    return value instanceof String text && !text.isEmpty();
  }

  /** The text of a value that the key may have. */
  String of(Object value) {
    if (value.equals(absent)) {
      return "";
    }
    String known = appends ? null : texts.get(value);
    return known == null ? String.valueOf(value) : known;
  }

  /** The value with a text. */
  Object value(String text) {
    Object known = values.get(text);
    return known == null ? text : known;
  }
}
