package dev.faultline.report;

import dev.faultline.core.Fault;
import dev.faultline.core.PartitionShape;
import dev.faultline.report.QuorumStore.Get;
import dev.faultline.report.QuorumStore.Put;
import dev.faultline.report.QuorumStore.Stored;
import dev.faultline.report.QuorumStore.Value;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.TraceEvent.Ending;
import dev.faultline.sim.trace.TraceEvent.LossReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A stale read in a few events, told by hand: one of almost everything that a trace can hold. */
final class Story {
  private static final long MS = 1_000_000;

  private final List<TraceEvent> events = new ArrayList<>();

  List<TraceEvent> events() {
    for (String node : List.of("db-1", "db-2", "db-3", "ann", "bob")) {
      events.add(new TraceEvent.Started(0, node, 1));
    }
    Put put = new Put(0, 7, "blue");
    events.add(new TraceEvent.Invoked(2 * MS, "ann", 0, "write blue"));
    events.add(new TraceEvent.Sent(2 * MS, "ann", "db-1", 0, put));
    events.add(new TraceEvent.Sent(2 * MS, "ann", "db-2", 0, put));
    events.add(new TraceEvent.Sent(2 * MS, "ann", "db-3", 0, put));
    events.add(new TraceEvent.Lost(2 * MS, "ann", "db-3", 0, put, LossReason.NETWORK));
    events.add(new TraceEvent.Delivered(5 * MS, "ann", "db-1", 0, put));
    events.add(new TraceEvent.Signalled(5 * MS, "db-1", "version", 7));
    events.add(new TraceEvent.Sent(5 * MS, "db-1", "ann", 0, new Stored(0, 7)));
    events.add(new TraceEvent.Duplicated(5 * MS, "db-1", "ann", 0, new Stored(0, 7)));
    events.add(new TraceEvent.Delivered(6 * MS, "ann", "db-2", 0, put));
    events.add(new TraceEvent.Sent(6 * MS, "db-2", "ann", 0, new Stored(0, 7)));
    events.add(new TraceEvent.Delivered(9 * MS, "db-1", "ann", 0, new Stored(0, 7)));
    events.add(new TraceEvent.Delivered(10 * MS, "db-2", "ann", 0, new Stored(0, 7)));
    events.add(new TraceEvent.Completed(10 * MS, "ann", 0, Ending.OK, "version 7"));
    events.add(new TraceEvent.Delivered(11 * MS, "db-1", "ann", 0, new Stored(0, 7)));
    Fault crash = new Fault.Crash("db-2", Duration.ofMillis(10));
    events.add(new TraceEvent.FaultBegan(12 * MS, crash));
    events.add(new TraceEvent.Crashed(12 * MS, "db-2", 1, List.of("put x"), List.of(), false));
    Fault partition =
        new Fault.Partition(
            PartitionShape.ISOLATED,
            List.of(List.of("db-1"), List.of("db-2", "db-3")),
            Duration.ofMillis(30));
    events.add(new TraceEvent.FaultBegan(14 * MS, partition));
    events.add(new TraceEvent.TimerFired(16 * MS, "db-1", "gossip"));
    events.add(new TraceEvent.Sent(16 * MS, "db-1", "db-3", 0, new Put(0, 7, "blue")));
    events.add(
        new TraceEvent.Lost(16 * MS, "db-1", "db-3", 0, new Put(0, 7, "blue"), LossReason.CUT));
    Get write = new Get(1);
    events.add(new TraceEvent.Invoked(18 * MS, "ann", 1, "increment"));
    events.add(new TraceEvent.Sent(18 * MS, "ann", "db-2", 1, write));
    events.add(new TraceEvent.Lost(21 * MS, "ann", "db-2", 1, write, LossReason.RECEIVER_DOWN));
    events.add(new TraceEvent.FaultEnded(22 * MS, crash));
    events.add(new TraceEvent.Started(22 * MS, "db-2", 2));
    events.add(new TraceEvent.Remarked(22 * MS, "db-2", "recovered version 0"));
    Get get = new Get(2);
    events.add(new TraceEvent.Invoked(24 * MS, "bob", 2, "read"));
    events.add(new TraceEvent.Sent(24 * MS, "bob", "db-2", 0, get));
    events.add(new TraceEvent.Sent(24 * MS, "bob", "db-3", 0, get));
    events.add(new TraceEvent.Delivered(26 * MS, "bob", "db-3", 0, get));
    events.add(new TraceEvent.Sent(26 * MS, "db-3", "bob", 0, new Value(2, 0, "empty")));
    events.add(new TraceEvent.Delivered(27 * MS, "bob", "db-2", 0, get));
    events.add(new TraceEvent.Sent(27 * MS, "db-2", "bob", 0, new Value(2, 0, "empty")));
    events.add(new TraceEvent.Completed(28 * MS, "ann", 1, Ending.INDETERMINATE, "timeout"));
    events.add(new TraceEvent.Delivered(29 * MS, "db-3", "bob", 0, new Value(2, 0, "empty")));
    events.add(new TraceEvent.Delivered(30 * MS, "db-2", "bob", 0, new Value(2, 0, "empty")));
    events.add(new TraceEvent.Completed(30 * MS, "bob", 2, Ending.OK, "empty"));
    events.add(
        new TraceEvent.Violated(
            30 * MS,
            "reads see acknowledged writes",
            "bob read version 0 after version 7 had been acknowledged to ann",
            List.of()));
    return List.copyOf(events);
  }
}
