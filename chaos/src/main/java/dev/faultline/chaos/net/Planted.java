package dev.faultline.chaos.net;

import dev.faultline.chaos.toxic.ToxicSpec;
import java.util.concurrent.atomic.LongAdder;

/**
 * A toxic of a proxy.
 *
 * @param spec what it is now
 * @param id which of the proxy's toxics it is, counted from 1; an update keeps it
 * @param version how often it has been updated
 * @param applications on how many connections it has taken effect so far
 */
public record Planted(ToxicSpec spec, long id, long version, LongAdder applications) {
  /** The same toxic with other settings. */
  public Planted with(ToxicSpec updated) {
    return new Planted(updated, id, version + 1, applications);
  }
}
