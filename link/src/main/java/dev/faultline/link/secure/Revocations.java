package dev.faultline.link.secure;

import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Which keys have been revoked since that was last looked at. */
final class Revocations {
  private final KeyExchange exchange;
  private int all;

  /** How often each key had been revoked. */
  private int[] each;

  Revocations(KeyExchange exchange) {
    this.exchange = exchange;
    all = exchange.revocations();
    each = count(exchange);
  }

  private static int[] count(KeyExchange exchange) {
    int[] present = new int[exchange.keys()];
    for (int key = 0; key < present.length; key++) {
      present[key] = exchange.revocations(key);
    }
    return present;
  }

  /** Which keys not to trust any more in what was agreed before; null if nothing has changed. */
  @Nullable IntPredicate news() {
    int present = exchange.revocations();
    if (present == all) {
      return null;
    }
    all = present;
    int[] before = each;
    int[] now = count(exchange);
    each = now;
    // One that is allowed again meanwhile counts, too.
    return key -> !exchange.allowed(key) || now[key] != (key < before.length ? before[key] : 0);
  }
}
