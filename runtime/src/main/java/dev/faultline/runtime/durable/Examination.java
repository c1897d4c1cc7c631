package dev.faultline.runtime.durable;

import dev.faultline.runtime.LinkDriver;
import dev.faultline.runtime.durable.NodeHealth.Status;
import dev.faultline.runtime.log.LogCounters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds out how a node is. Thread-safe. */
final class Examination {
  /** An outbox that fills so much of the log is worth a warning. */
  private static final double NEARLY_FULL = 0.8;

  private final LinkDriver driver;
  private final LogCounters log;

  /** Whether the log has had no room for longer than senders should wait. */
  private volatile boolean full;

  Examination(LinkDriver driver, LogCounters log) {
    this.driver = driver;
    this.log = log;
  }

  /** The log has had no room for long, or has room again. */
  void full(boolean now) {
    full = now;
  }

  /**
   * @param failure that ended the node's thread
   * @param over why the node's thread has ended, null while it works
   */
  NodeHealth of(List<DurableChannel> channels, @Nullable Throwable failure, @Nullable String over) {
    List<String> down = new ArrayList<>();
    List<String> out = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    if (failure != null) {
      down.add("the node's thread has ended: " + failure);
    } else if (over != null) {
      out.add(over);
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
        "messages that peers have not processed take %d of the log's %d bytes"
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
