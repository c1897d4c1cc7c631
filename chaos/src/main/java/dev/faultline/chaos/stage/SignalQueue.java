package dev.faultline.chaos.stage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signals in order, each with the moment before which it does not go on. */
final class SignalQueue {
  private record Entry(Signal signal, long dueNanos) {}

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private long bytes;

  void add(Signal signal, long dueNanos) {
    entries.add(new Entry(signal, dueNanos));
    bytes += sizeOf(signal);
  }

  @Nullable Signal poll(long nowNanos) {
    Entry head = entries.peek();
    if (head == null || head.dueNanos() > nowNanos) {
      return null;
    }
    entries.remove();
    bytes -= sizeOf(head.signal());
    return head.signal();
  }

  long deadlineNanos() {
    Entry head = entries.peek();
    return head == null ? Stage.NEVER : head.dueNanos();
  }

  long bytes() {
    return bytes;
  }

  long memory() {
    return Signal.memoryOf(entries.size(), bytes);
  }

  List<Signal> drain() {
    List<Signal> all = new ArrayList<>(entries.size());
    entries.forEach(entry -> all.add(entry.signal()));
    entries.clear();
    bytes = 0;
    return all;
  }

  static long sizeOf(Signal signal) {
    return signal instanceof Signal.Data data ? data.bytes().remaining() : 0;
  }
}
