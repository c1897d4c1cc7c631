package dev.faultline.cli;

import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.ToxicKind;
import dev.faultline.chaos.toxic.AttributeException;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import dev.faultline.explore.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The names of all types of toxic, for completion; and toxics made of what is written. */
final class ToxicTypes extends ArrayList<String> {
  private static final long serialVersionUID = 1L;

  /** What Toxiproxy's own server knows. */
  private static final Set<String> OF_TOXIPROXY =
      Set.of(
          "latency",
          "bandwidth",
          "slow_close",
          "timeout",
          "reset_peer",
          "slicer",
          "limit_data",
          "noop");

  ToxicTypes() {
    ToxicKind.all().forEach(kind -> add(kind.name()));
  }

  static boolean isOfToxiproxy(String type) {
    return OF_TOXIPROXY.contains(type);
  }

  /** The toxic, or one line that says what is wrong. */
  static Toxic toxic(String type, List<Map.Entry<String, String>> attributes) {
    try {
      return ToxicKind.toxic(type, attributes);
    } catch (ProxyException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /** What is made, or one line that says what is wrong. */
  static ToxicSpec checked(Supplier<ToxicSpec> made) {
    try {
      return made.get();
    } catch (AttributeException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }
}
