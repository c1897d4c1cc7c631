package dev.faultline.examples.zookeeper;

import dev.faultline.check.model.CounterOp;
import dev.faultline.core.Address;
import dev.faultline.sim.ClientOperations;
import org.jspecify.annotations.Nullable;

/**
 * What one client says. The version that a write makes is the number of writes so far, so writes
 * are those of a counter. Reads may be old, but within a session they never go back.
 */
final class Sessions {
  private static final String WROTE = "wrote ";
  private static final String READ = "read ";

  private final ClientOperations<CounterOp, Object> writes;
  private final Address client;
  private @Nullable Integer open;
  private long seen;
  private @Nullable String wentBack;
  private int answered;
  private int lost;
  private int sessions;
  private boolean finished;

  /** A client that has said nothing. */
  Sessions(ClientOperations<CounterOp, Object> writes, Address client) {
    this.writes = writes;
    this.client = client;
  }

  void says(String line) {
    if (line.equals("session")) {
      // A session of a process that crashed, or that expired.
      seen = 0;
      sessions++;
      open = null;
    } else if (line.equals("writes")) {
      open = writes.invoke(client, new CounterOp.AddAndGet(1));
    } else if (line.startsWith(WROTE) && open != null) {
      long version = Long.parseLong(line.substring(WROTE.length()));
      writes.ok(open, version);
      open = null;
      answered++;
      sees(version);
    } else if (line.startsWith("lost ") && open != null) {
      writes.indeterminate(open, line);
      open = null;
      lost++;
    } else if (line.startsWith(READ)) {
      String version = line.substring(READ.length());
      sees(version.equals("nothing") ? -1 : Long.parseLong(version));
    } else if (line.equals("finished")) {
      finished = true;
    }
  }

  private void sees(long version) {
    if (version < seen) {
      wentBack = client.name() + " saw version " + version + " after " + seen;
    }
    seen = version;
  }

  /** What a session saw that went back; null for nothing. */
  @Nullable String wentBack() {
    return wentBack;
  }

  int answered() {
    return answered;
  }

  int lost() {
    return lost;
  }

  int sessions() {
    return sessions;
  }

  boolean finished() {
    return finished;
  }
}
