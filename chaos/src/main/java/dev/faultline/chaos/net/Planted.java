package dev.faultline.chaos.net;

import dev.faultline.chaos.stage.Wire;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.net.InetAddress;
import java.util.concurrent.atomic.LongAdder;

/**
 * A toxic that has been added to a proxy.
 *
 * @param spec its current definition
 * @param id which of the proxy's toxics it is, counted from 1; an update keeps it
 * @param version how often it has been updated
 * @param applications on how many connections it has taken effect so far
 * @param addedAtNanos when it was added, on the network's clock; an update keeps it
 * @param wire the state shared by the connections that it affects
 */
public record Planted(
    ToxicSpec spec, long id, long version, LongAdder applications, long addedAtNanos, Wire wire) {
  /** A new toxic. */
  public static Planted first(ToxicSpec spec, long id, long nowNanos) {
    return new Planted(spec, id, 0, new LongAdder(), nowNanos, new Wire());
  }

  /** The same toxic with other settings. */
  public Planted with(ToxicSpec updated) {
    return new Planted(updated, id, version + 1, applications, addedAtNanos, new Wire());
  }

  /** Whether it is in effect now, as its schedule says. */
  boolean inEffect(long nowNanos) {
    return spec.schedule().covers(nowNanos - addedAtNanos);
  }

  /** When that changes, or {@link Long#MAX_VALUE}. */
  long nextChangeNanos(long nowNanos) {
    long next = spec.schedule().nextChange(nowNanos - addedAtNanos);
    return next == Long.MAX_VALUE ? next : addedAtNanos + next;
  }

  /** Whether it bites a connection of this client, whose draw was {@code share}. */
  boolean bites(InetAddress client, double share, long nowNanos) {
    return share < spec.toxicity() && spec.source().covers(client) && inEffect(nowNanos);
  }
}
