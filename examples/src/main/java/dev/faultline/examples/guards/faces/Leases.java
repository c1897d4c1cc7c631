package dev.faultline.examples.guards.faces;

import dev.faultline.guard.time.LeaseHolder;
import dev.faultline.guard.time.LeaseTerms;
import java.time.Duration;

/** The answer to an extension comes while the holder gives its lease up. */
final class Leases {
  private Leases() {}

  static Face holder() {
    LeaseHolder holder = new LeaseHolder(new LeaseTerms(Duration.ofSeconds(1), 0));
    holder.granted(1, 0);
    return new Both(() -> holder.granted(1, 50), holder::drop, () -> holder.isHeld(60) ? 1 : 0);
  }

  /** Looks whether it was dropped, and then writes. */
  static Face naive() {
    boolean[] isDropped = {false};
    long[] until = {1_000};
    return new Both(
        () -> {
          if (!isDropped[0]) {
            until[0] = 1_050;
          }
        },
        () -> {
          isDropped[0] = true;
          until[0] = 0;
        },
        () -> until[0] > 60 ? 1 : 0);
  }
}
