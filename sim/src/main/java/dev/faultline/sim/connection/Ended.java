package dev.faultline.sim.connection;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sides of connections that ended in good order because the peer ended them, while the peer may not
 * know yet that all it said has arrived: what it repeats is acknowledged and not reset. Only the
 * last {@value #REMEMBERED} are known.
 */
final class Ended {
  private static final int REMEMBERED = 1_024;

  private record Side(ConnectionId connection, boolean opener) {}

  private final Map<Side, Long> all =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Side, Long> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * @param next the sequence number after the peer's last segment
   */
  void add(ConnectionId connection, boolean opener, long next) {
    all.put(new Side(connection, opener), next);
  }

  /** What {@link #add} was told of that side, or null when it did not end so. */
  @Nullable Long next(ConnectionId connection, boolean opener) {
    return all.get(new Side(connection, opener));
  }
}
