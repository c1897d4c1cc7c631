package dev.faultline.runtime.durable;

import dev.faultline.runtime.LinkDriver;
import dev.faultline.runtime.base.Patience;
import dev.faultline.runtime.durable.NodeHealth.Status;
import dev.faultline.runtime.log.LogCounters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Finds out how a node is. Thread-safe. */
final class Examination {
  /** An outbox that fills so much of the log is worth a warning. */
  private static final double NEARLY_FULL = 0.8;

  /** No turn is reported that is shorter: one without work takes up to a second. */
  private static final Duration SHORTEST_STANDSTILL = Duration.ofSeconds(2);

  private final LinkDriver driver;
  private final LogCounters log;
  private final OwnThread own;
  private final Deliveries deliveries;
  private final long standstillNanos;

  /** Whether the log has had no room for longer than senders should wait. */
  private volatile boolean full;

  /**
   * @param deadAfter after so long a turn peers take this node for dead
   */
  Examination(
      LinkDriver driver,
      LogCounters log,
      OwnThread own,
      Deliveries deliveries,
      Duration deadAfter) {
    this.driver = driver;
    this.log = log;
    this.own = own;
    this.deliveries = deliveries;
    standstillNanos = Math.max(SHORTEST_STANDSTILL.toNanos(), Patience.nanos(deadAfter));
  }

  /** The log has had no room for long, or has room again. */
  void full(boolean now) {
    full = now;
  }

  /**
   * @param failure that ended the node's thread
   * @param now of {@link System#nanoTime}
   */
  NodeHealth of(List<DurableChannel> channels, @Nullable Throwable failure, long now) {
    List<String> down = new ArrayList<>();
    List<String> out = new ArrayList<>();
    List<String> warnings = new ArrayList<>(deliveries.warnings(now));
    String over = own.over();
    long turn = now - own.turnNanos();
    if (failure != null) {
      down.add("the node's thread has ended: " + failure);
    } else if (over != null) {
      out.add(over);
    } else if (turn >= standstillNanos) {
      out.add(
          "the node's thread has been in one turn for %d s: what it calls, such as a state or a stage of a report, does not return"
              .formatted(TimeUnit.NANOSECONDS.toSeconds(turn)));
    }
    String trouble = driver.storageTrouble();
    if (trouble != null) {
      (driver.storageFailed() ? down : out).add(trouble);
    }
    List<NodeHealth.Channel> all = new ArrayList<>();
    long outboxBytes = 0;
    for (DurableChannel channel : channels) {
      NodeHealth.Channel each = channel.health();
      all.add(each);
      outboxBytes += each.outboxBytes();
      String unnoted = channel.trouble();
      if (unnoted != null) {
        out.add(unnoted);
      }
    }
    String use =
        "messages that peers have not processed take %d bytes, and the log has %d"
            .formatted(outboxBytes, log.mostBytes());
    if (full) {
      out.add("the log is full, and senders wait: " + use);
    } else if (outboxBytes >= NEARLY_FULL * log.mostBytes()) {
      warnings.add("the log is nearly full: " + use);
    }
    Status status =
        !down.isEmpty() ? Status.DOWN : !out.isEmpty() ? Status.OUT_OF_SERVICE : Status.UP;
    down.addAll(out);
    return new NodeHealth(status, down, warnings, all);
  }
}
