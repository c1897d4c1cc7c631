package dev.faultline.cli;

import static java.util.Objects.requireNonNull;

import dev.faultline.explore.why.Signature;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
   * @param variantOf the cause that leads to the same step with fewer faults, most likely the same
   *     mistake; null where there is none
   */
  record Cause(
      String property,
      @Nullable Signature signature,
      List<Reported> findings,
      @Nullable Signature variantOf) {
    /** Eight hexadecimal digits; empty where there is no signature. */
    String id() {
      return signature == null ? "" : signature.id();
    }

    /** The cause in words. */
    String text() {
      return signature == null ? UNKNOWN : signature.text();
    }

    /** The last step in words; empty where it is not known. */
    String step() {
      return signature == null ? "" : signature.step();
    }

    /** Whether this is most likely a mistake of its own. */
    boolean ownCause() {
      return signature != null && variantOf == null;
    }
  }

  private record Key(String property, @Nullable Signature signature) {}

  private Causes() {}

  /**
   * The causes in the order in which they came up, each with its variants behind it; those of a
   * property that nobody looked for come last.
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
    Map<Signature, List<Cause>> known = new LinkedHashMap<>();
    List<Cause> unknown = new ArrayList<>();
    List<Signature> signatures =
        groups.keySet().stream().map(Key::signature).filter(Objects::nonNull).toList();
    signatures.stream()
        .filter(each -> plainer(each, signatures) == null)
        .forEach(each -> known.put(each, new ArrayList<>()));
    groups.forEach((key, group) -> {
      Signature signature = key.signature();
      if (signature == null) {
        unknown.add(new Cause(key.property(), null, group, null));
        return;
      }
      Signature plainer = plainer(signature, signatures);
      List<Cause> family = requireNonNull(known.get(plainer == null ? signature : plainer));
      Cause cause = new Cause(key.property(), signature, group, plainer);
      if (plainer == null) {
        family.addFirst(cause);
      } else {
        family.add(cause);
      }
    });
    List<Cause> all = new ArrayList<>();
    known.values().forEach(all::addAll);
    all.addAll(unknown);
    return all;
  }

  /** The one with the fewest faults of those that this one is a variant of; null for none. */
  private static @Nullable Signature plainer(Signature signature, List<Signature> signatures) {
    return signatures.stream()
        .filter(signature::isVariantOf)
        .min(Comparator.comparingInt(each -> each.faults().size()))
        .orElse(null);
  }
}
