package dev.faultline.chaos.http;

import dev.faultline.chaos.stage.Signal;
import dev.faultline.chaos.stage.Stage;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What goes on in one direction: in order, each not before its moment, some of it in drops. */
final class Outlet {
  /** With {@code dropBytes} of 0 the signal goes on whole. */
  private record Entry(
      Signal signal, long dueNanos, long dropBytes, long betweenNanos, List<Runnable> then) {}

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private long nextDropNanos;
  private long bytes;

  void add(Signal signal, long dueNanos) {
    add(signal, dueNanos, 0, 0);
  }

  void add(Signal signal, long dueNanos, long dropBytes, long betweenNanos) {
    if (signal instanceof Signal.Data(ByteBuffer data)) {
      if (!data.hasRemaining()) {
        return;
      }
      bytes += data.remaining();
    }
    entries.add(new Entry(signal, dueNanos, dropBytes, betweenNanos, new ArrayList<>()));
  }

  /** Does this as soon as all that waits now has gone on, or never will. */
  void whenGone(Runnable then) {
    Entry last = entries.peekLast();
    if (last == null) {
      then.run();
    } else {
      last.then().add(then);
    }
  }

  /** What waits never goes on. */
  void release() {
    for (Entry entry : entries) {
      entry.then().forEach(Runnable::run);
      entry.then().clear();
    }
  }

  private Signal takeHead() {
    Entry head = entries.remove();
    head.then().forEach(Runnable::run);
    return head.signal();
  }

  private static long dueOf(Entry entry, long nextDropNanos) {
    return entry.dropBytes() > 0 ? Math.max(entry.dueNanos(), nextDropNanos) : entry.dueNanos();
  }

  @Nullable Signal poll(long nowNanos) {
    Entry head = entries.peek();
    if (head == null || dueOf(head, nextDropNanos) > nowNanos) {
      return null;
    }
    if (!(head.signal() instanceof Signal.Data(ByteBuffer data))) {
      return takeHead();
    }
    if (head.dropBytes() > 0) {
      nextDropNanos = nowNanos + head.betweenNanos();
      if (data.remaining() > head.dropBytes()) {
        int drop = (int) head.dropBytes();
        ByteBuffer first = data.slice(data.position(), drop);
        data.position(data.position() + drop);
        bytes -= drop;
        return new Signal.Data(first);
      }
    }
    bytes -= data.remaining();
    return takeHead();
  }

  long deadlineNanos() {
    Entry head = entries.peek();
    return head == null ? Stage.NEVER : dueOf(head, nextDropNanos);
  }

  long bytes() {
    return bytes;
  }

  long memory() {
    return Signal.memoryOf(entries.size(), bytes);
  }

  List<Signal> drain() {
    List<Signal> all = new ArrayList<>();
    release();
    entries.forEach(entry -> all.add(entry.signal()));
    entries.clear();
    bytes = 0;
    return all;
  }
}
