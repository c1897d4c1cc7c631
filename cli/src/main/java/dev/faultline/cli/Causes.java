package dev.faultline.cli;

import dev.faultline.explore.why.Signature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The findings of a campaign by property and cause. */
final class Causes {
  /** What the findings are whose cause nobody looked for. */
  static final String UNKNOWN = "cause not looked for";

  /**
   * Findings that most likely have one cause.
   *
   * @param signature what they have in common; null where nobody looked for it
   * @param findings in the order of their seeds, the one first that was looked into
   */
  record Cause(String property, @Nullable Signature signature, List<Reported> findings) {
    /** Eight hexadecimal digits; empty where there is no signature. */
    String id() {
      return signature == null ? "" : signature.id();
    }

    /** The cause in words. */
    String text() {
      return signature == null ? UNKNOWN : signature.text();
    }
  }

  private record Key(String property, @Nullable Signature signature) {}

  private Causes() {}

  /**
   * The causes in the order in which they came up; those of a property that nobody looked for come
   * last.
   */
  static List<Cause> of(List<Reported> findings) {
    Map<Key, List<Reported>> groups = new LinkedHashMap<>();
    for (Reported each : findings) {
      groups
          .computeIfAbsent(
              new Key(each.finding().violation().property(), each.signature()),
              key -> new ArrayList<>())
          .add(each);
    }
    List<Cause> known = new ArrayList<>();
    List<Cause> unknown = new ArrayList<>();
    groups.forEach((key, group) ->
        (key.signature() == null ? unknown : known)
            .add(new Cause(key.property(), key.signature(), group)));
    known.addAll(unknown);
    return known;
  }
}
